import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BotApi, startBotApi } from '../doubles/bot-api.ts'
import { until } from '../server/opened.ts'
import { browserPath } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const secret = 'a-webhook-secret'
const patience = { timeout: 20_000 }
const phone = { width: 360, height: 740 }

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)" onmouseover=alert(1)>look</a>',
  '[look](javascript:alert(1))',
  '[look](JaVaScRiPt:alert(1))',
  '[look](\u0001javascript:alert(1))',
  '[look](data:text/html,<script>alert(1)</script>)',
  '[look](//evil.example/)',
  '![look](https://evil.example/pixel.png)',
  '<javascript:alert(1)>',
  '<https://evil.example/"onmouseover="alert(1)>',
  '[https://bank.example/](https://evil.example/)',
  '[look](https://evil.example/"onmouseover="alert(1))',
  '`<script>alert(1)</script>`',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Etxet desrever',
  'W'.repeat(3000),
  `${'['.repeat(2000)}${'*_`'.repeat(500)}`,
]

describe.skipIf(browserPath() === null)('every page', { timeout: 180_000 }, () => {
  let platform: BotApi
  let stage: Stage
  let token = ''
  beforeAll(async () => {
    platform = await startBotApi()
    stage = await openStage({
      TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
      TELEGRAM_SECRET: secret,
      TELEGRAM_API_BASE: platform.url,
    })
    token = await stage.parley().people.invite('admin')
  }, 120_000)
  afterAll(async () => {
    await stage?.close()
    await platform?.close()
  })

  test('has no fault that axe finds, in the light, in the dark and on a phone', async () => {
    const looks = { reducedMotion: 'reduce' } as const
    const customer = await stage.customer(looks)
    await customer.write('hello')
    await customer.hears(/welcome/, /What is it about/)
    const niamh = await stage.agent('Niamh', 'admin', looks)
    const found: string[] = []
    async function look(page: Page, name: string, but: string[] = []) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        found.push(...(await faults(page, but)).map((fault) => `${name}, ${colorScheme}: ${fault}`))
      }
      const size = page.viewportSize()
      await page.setViewportSize(phone)
      found.push(...(await faults(page, but)).map((fault) => `${name}, phone: ${fault}`))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) found.push(`${name}, phone: ${wide} px too wide`)
      if (size) await page.setViewportSize(size)
    }
    await look(customer.page, 'demo with the bot')
    await customer.press('Talk to a person')
    await customer.hears(/You are number 1/)
    await look(customer.page, 'demo in the queue')

    const guest = await stage.seat(looks)
    await guest.page.goto(`${stage.url}/setup?token=${token}`)
    await guest.page.getByLabel('Your name').waitFor()
    await look(guest.page, 'setup')
    await guest.page.goto(`${stage.url}/login`)
    await guest.page.getByLabel('Password').waitFor()
    await look(guest.page, 'login')

    await niamh.page.locator('.row').waitFor()
    await look(niamh.page, 'inbox')
    await niamh.page.locator('.row').click()
    await niamh.press('Take')
    await niamh.write('Hello')
    await customer.hears('Hello')
    await niamh.page.getByRole('button', { name: 'Note', exact: true }).click()
    await niamh.write('For the **team**')
    await niamh.page.locator('.bubble.note').waitFor()
    await look(niamh.page, 'conversation')
    const close = async (role: 'menu' | 'dialog') => {
      await niamh.page.keyboard.press('Escape')
      await niamh.page.getByRole(role).waitFor({ state: 'detached' })
    }
    const actions = niamh.page.getByRole('button', { name: 'Actions' })
    await actions.click()
    await niamh.page.getByRole('menu').waitFor()
    await look(niamh.page, 'actions', ['region']) // a menu lies over the page, in no part of it
    await close('menu')
    for (const name of ['Transfer', 'Back to the bot', 'Tags']) {
      await actions.click()
      await niamh.page.getByRole('menuitem', { name }).click()
      await niamh.page.getByRole('dialog').waitFor()
      await look(niamh.page, name)
      await close('dialog')
    }
    for (const [place, button] of [
      ['Channels', 'Connect a channel'],
      ['People', 'Invite somebody'],
    ] as const) {
      await niamh.page.getByRole('link', { name: place }).click()
      await niamh.page.getByRole('heading', { name: place }).waitFor()
      await look(niamh.page, place)
      await niamh.press(button)
      await niamh.page.getByRole('dialog').waitFor()
      await look(niamh.page, button)
      await close('dialog')
    }
    await niamh.page.getByRole('link', { name: 'Not sent' }).click()
    await niamh.page.getByRole('heading', { name: 'Not sent' }).waitFor()
    await look(niamh.page, 'failed')

    expect(found).toEqual([])
    for (const { complaints } of [niamh, customer, guest]) expect(complaints).toEqual([])
  })

  test('shows what a customer or an agent writes as text, whatever it is', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const agent = await stage.agent(name)
    const customer = await stage.customer({ viewport: phone })
    await customer.press('Talk to a person')
    await customer.hears(/You are number/)
    await agent.page.locator('.row', { hasText: 'Talk to a person' }).click()
    await agent.press('Take')
    await customer.reads(`${name} answers you`)
    const shown = (page: Page, by: string) => page.locator(by).last().textContent()
    for (const [i, text] of hostile.entries()) {
      const is = expect.stringMatching(new RegExp(`${told(text)}.* no ${i}$`, 's'))
      await customer.write(`${text} no ${i}`)
      await expect.poll(() => shown(agent.page, '.bubble.customer .bubble-body'), patience).toEqual(is)
      await agent.write(`${text} no ${i}`)
      await expect.poll(() => shown(customer.page, 'parley-chat .agent .bubble'), patience).toEqual(is)
      expect(await foreign(agent.page)).toEqual([])
    }

    for (const at of [agent, customer]) {
      expect(await foreign(at.page)).toEqual([])
      expect(await at.overflow()).toBe(0)
      expect(at.complaints).toEqual([])
      expect(at.strangers).toEqual([])
    }
  })

  test('shows the names of customers as text', async () => {
    const agent = await stage.agent('Maeve')
    const names = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '\u202Emane',
      'W'.repeat(200),
    ]
    for (const [i, first] of names.entries()) await deliver(stage.url, 1000 + i, first)
    await until(async () => (await stage.parley().store.counts()).modes.waiting >= names.length)

    for (const name of names) {
      await agent.page.locator('.row', { has: agent.page.getByText(name, { exact: true }) }).click()
      await expect.poll(() => agent.page.locator('.head h2').textContent(), patience).toBe(name)
    }
    expect(await foreign(agent.page)).toEqual([])
    expect(await agent.overflow()).toBe(0)
    await agent.page.setViewportSize(phone)
    expect(await agent.overflow()).toBe(0)
    expect(agent.complaints).toEqual([])
    expect(agent.strangers).toEqual([])
  })
})

/** What of a text is sure to be seen, where markdown takes its marks away. */
function told(text: string): string {
  return /\w+/.exec(text)?.[0] ?? '\\['
}

/** Elements that nobody but Parley may make, and links that lead to code. */
function foreign(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap((node) => node.shadowRoot ?? [])]
    const found = roots.flatMap((root) => [
      ...root.querySelectorAll('iframe, object, embed, base, img, [onerror], [onload], [onmouseover]'),
      ...[...root.querySelectorAll('a')].filter(
        (link) => !['http:', 'https:', 'mailto:', 'tel:'].includes(link.protocol),
      ),
    ])
    return found.map((node) => node.outerHTML)
  })
}

async function deliver(url: string, chat: number, first: string): Promise<void> {
  const fixture = new URL('../fixtures/telegram/text.json', import.meta.url)
  const update = JSON.parse(readFileSync(fixture, 'utf8'))
  for (const who of [update.message.from, update.message.chat]) {
    Object.assign(who, { id: chat, first_name: first })
    delete who.last_name
  }
  update.update_id = chat
  update.message.message_id = chat
  update.message.text = 'a person, please'
  const answer = await fetch(`${url}/hooks/telegram/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: JSON.stringify(update),
  })
  expect(answer.status).toBe(200)
}

async function faults(page: Page, but: string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (but) => {
    const axe: unknown = Reflect.get(window, 'axe')
    const run: unknown = typeof axe === 'object' && axe !== null ? Reflect.get(axe, 'run') : null
    if (typeof run !== 'function') throw new Error('axe is not here')
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const found: { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] } =
      await run(document, {
        runOnly,
        rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])),
      })
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
    )
  }, but)
}
