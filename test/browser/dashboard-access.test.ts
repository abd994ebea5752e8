import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { type Office, openOffice } from './office.ts'

const patience = { timeout: 15_000 }
const screens = [
  { name: 'in the light', options: {}, dir: 'ltr' },
  { name: 'in the dark', options: { colorScheme: 'dark' }, dir: 'ltr' },
  { name: 'from right to left', options: {}, dir: 'rtl' },
  { name: 'on a phone', options: { viewport: { width: 360, height: 740 } }, dir: 'ltr' },
] as const

describe.skipIf(browserPath() === null)('the dashboard is usable by everybody', { timeout: 120_000 }, () => {
  let office: Office
  let talk: string
  beforeAll(async () => {
    office = await openOffice({ TELEGRAM_TOKEN: '' })
    talk = await office.waiting('سارة محمود', 'أين طلبي؟')
    await office.says('سارة محمود', { type: 'media', kind: 'file', url: '/blobs/1', name: 'bill.pdf' })
    await office.says('سارة محمود', { type: 'location', latitude: 53.27, longitude: -9.05 })
    const first = await office.agent('Niamh')
    await first.act(talk, { type: 'take' })
    await first.act(talk, { type: 'note', text: 'Refund limit is 50 €.' })
    await first.act(talk, { type: 'reply', message: { type: 'text', text: '`AB1` is **on its way**' } })
    await first.act(talk, { type: 'tag', add: ['vip'] })
    await office.waiting('Jonas')
  }, 120_000)
  afterAll(() => office?.close())

  test.for(screens)('has no fault that axe finds on any page, $name', async ({ options, dir }) => {
    const niamh = await office.agent('Niamh', 'admin', { ...options, bypassCSP: true })
    const { page } = niamh
    await page.addInitScript((given) => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.dir = given
      })
    }, dir)
    const found: Record<string, unknown> = {}
    const look = async (name: string) => {
      found[name] = await faultsOf(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThan(
        1,
      )
    }
    await page.goto(office.url('/inbox/queue'))
    await page.locator('.row').first().waitFor()
    await look('inbox')
    await niamh.open(talk, 'mine')
    await page.getByText('on its way', { exact: true }).waitFor()
    await niamh.composer.fill('A draft')
    await office.says('سارة محمود', 'هل أنت هنا؟')
    await page.getByText('A new message came in').waitFor()
    await look('conversation')
    await page.goto(`${page.url()}&details=1`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await look('details')
    await page.goto(office.url('/accounts'))
    await page.locator('.thing').first().waitFor()
    await look('channels')
    await page.getByRole('button', { name: 'Connect a channel' }).click()
    await page.getByLabel('Kind of channel').selectOption('telegram')
    await look('channel form')
    await page.goto(office.url('/people'))
    await page.locator('.thing').first().waitFor()
    await look('people')
    await page.goto(office.url('/failed'))
    await page.getByText('Everything that was to be sent, left.').waitFor()
    await look('not sent')
    await page.keyboard.press('Control+k')
    await page.getByRole('listbox').waitFor()
    await look('palette')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /You and your settings/ }).click()
    await page.getByRole('menu').waitFor()
    await look('menu')
    await page.context().clearCookies()
    await page.goto(office.url('/'))
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await look('login')
    await page.goto(office.url('/setup?token=x'))
    await page.getByRole('button', { name: 'Begin' }).waitFor()
    await look('set-up')
    expect(Object.entries(found).filter(([, faults]) => Array.isArray(faults) && faults.length > 0)).toEqual(
      [],
    )
  })

  test('goes from list to conversation to details and back as pages on a phone', async () => {
    const { page } = await office.agent('Niamh', 'admin', { viewport: { width: 360, height: 740 } })
    const list = page.getByRole('region', { name: 'Conversations' })
    await page.locator('.row', { hasText: 'Jonas' }).click()
    await page.getByRole('log').waitFor()
    expect(await list.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Details' }).click()
    await expect.poll(() => page.getByText('Why a person is needed').isVisible(), patience).toBe(true)
    expect(await page.getByRole('log').isVisible()).toBe(false)
    await page.getByRole('link', { name: 'Back' }).click()
    await expect.poll(() => page.getByRole('log').isVisible(), patience).toBe(true)
    await page.getByRole('link', { name: 'Back' }).click()
    await expect.poll(() => list.isVisible(), patience).toBe(true)
  })

  test('answers a customer by the keyboard alone', async () => {
    const niamh = await office.agent('Niamh')
    await niamh.page.locator('.row').first().waitFor()
    await niamh.page.keyboard.press('j')
    await niamh.page.keyboard.press('Enter')
    await niamh.page.getByRole('log').waitFor()
    await niamh.page.keyboard.press('c')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    await niamh.page.keyboard.press('r')
    await niamh.page.keyboard.type('Hello Jonas')
    await niamh.page.keyboard.press('Enter')
    await expect.poll(niamh.lines, patience).toContain('Niamh Hello Jonas Sent')
    expect(niamh.complaints).toEqual([])
  })
})

async function faultsOf(page: Page): Promise<string[]> {
  // A colour on its way to another has no contrast of its own.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const axe: unknown = Reflect.get(window, 'axe')
    const run: unknown = typeof axe === 'object' && axe !== null ? Reflect.get(axe, 'run') : null
    if (typeof run !== 'function') throw new Error('axe is not here')
    // A menu is drawn beside the page's landmarks, as its pattern has it: so without the rule `region`.
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const found: { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] } =
      await run(document, { runOnly: tags, rules: { region: { enabled: false } } })
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`),
    )
  })
}
