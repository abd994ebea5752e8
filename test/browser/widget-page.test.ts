import { describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { useVisit } from './visit.ts'

describe.skipIf(browserPath() === null)('the web-chat widget on a page', { timeout: 60_000 }, () => {
  const visit = useVisit()

  test('closes by Escape and gives the focus back; Shift+Enter and an input method send nothing', async () => {
    await visit.launcher().click()
    await visit.field().fill('line')
    await visit.field().press('Shift+Enter')
    await visit.field().evaluate((node) => {
      const composing = new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
      node.dispatchEvent(composing)
    })
    expect(await visit.field().inputValue()).toBe('line\n')
    await visit.field().press('Escape')
    await expect.poll(() => visit.field().isVisible()).toBe(false)
    expect(await visit.launcher().evaluate((node) => node.matches(':focus'))).toBe(true)
    expect(visit.host().posts).toEqual([])
  })

  test('counts on the launcher what came while it was closed', async () => {
    await visit.launcher().click()
    await visit.write('hi')
    await visit.shows(['hi'])
    await visit.field().press('Escape')
    visit.host().say({ type: 'text', text: 'still there?' })
    await expect.poll(() => visit.launcher().textContent()).toBe('1')
    await expect.poll(() => visit.launcher().getAttribute('aria-label')).toContain('New messages: 1')
    await visit.launcher().click()
    await expect.poll(() => visit.launcher().textContent()).toBe('')
  })

  test('shares one connection among tabs, and another tab takes it over', async () => {
    await visit.launcher().click()
    await visit.write('from the first')
    await visit.shows(['from the first'])
    const first = visit.page()
    await visit.openTab()
    await visit.launcher().click()
    await visit.shows(['from the first'])
    await visit.write('from the second')
    await visit.shows(['from the first', 'from the second'], first)
    expect(visit.host().live()).toBe(1)
    await first.close()
    visit.host().say({ type: 'text', text: 'to whoever is here' })
    await visit.shows(['from the first', 'from the second', 'to whoever is here'])
    await expect.poll(() => visit.host().live()).toBe(1)
    expect(visit.host().visitors).toBe(1)
  })

  test('carries on over a reload without taking the focus', async () => {
    await visit.launcher().click()
    await visit.write('before')
    await visit.shows(['before'])
    await visit.page().reload()
    await visit.shows(['before'])
    expect(await visit.page().evaluate(() => document.activeElement === document.body)).toBe(true)
  })

  test('does what the page asked before it was loaded', async () => {
    await visit.context().addInitScript(() => {
      const calls: string[][] = [['open'], ['send', 'asked by the page']]
      Object.assign(window, { parley: { q: calls } })
    })
    await visit.openTab()
    await visit.shows(['asked by the page'])
    await visit.page().evaluate(() => window.parley?.('close'))
    await expect.poll(() => visit.field().isVisible()).toBe(false)
  })

  test('keeps keys from the shortcuts of the page', async () => {
    await visit.page().evaluate(() => addEventListener('keydown', () => console.log('the page took a key')))
    await visit.launcher().click()
    await visit.field().pressSequentially('/s')
    expect(await visit.field().inputValue()).toBe('/s')
    expect(visit.complaints()).toEqual([])
  })

  test('leaves the page usable and says a kind line when the host is dead', async () => {
    visit.host().dead = true
    await visit.launcher().click()
    await visit.reads('The chat cannot be reached')
    expect(await visit.page().getByRole('link', { name: 'help@brand.example' }).isVisible()).toBe(true)
    expect(visit.complaints().length).toBeLessThanOrEqual(1)
    await visit.page().locator('#buy').click({ timeout: 2000 })
    visit.host().dead = false
    await visit.launcher().click()
    await visit.shows([])
  })

  test('shows what is wrong inside, and keeps the text, when the host dies after the panel is here', async () => {
    await visit.launcher().hover()
    await visit.page().locator('parley-chat dialog').waitFor({ state: 'attached' })
    visit.host().down = true
    await visit.launcher().click()
    await visit.field().fill('kept')
    await visit.field().press('Enter')
    await visit.reads('We cannot be reached right now')
    visit.host().down = false
    await expect.poll(visit.said, { timeout: 20_000 }).toEqual(['kept'])
  })

  test('works on the demo page without a complaint', async () => {
    await visit.openTab(`${visit.host().origin}/demo`)
    await visit.launcher().click()
    await visit.write('hi')
    await visit.shows(['hi'])
    expect(visit.complaints()).toEqual([])
  })
})
