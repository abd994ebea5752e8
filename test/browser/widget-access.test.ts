import axe from 'axe-core'
import { describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { useVisit } from './visit.ts'

describe.skipIf(browserPath() === null)('the web-chat widget for everybody', { timeout: 60_000 }, () => {
  const visit = useVisit()

  test('fills a phone of 360 px with nothing outside, and every target is large enough', async () => {
    await visit.come({ viewport: { width: 360, height: 640 }, hasTouch: true })
    await visit.launcher().click()
    await visit.write(
      'https://example.com/a-very-long-address-without-any-break-that-must-not-push-the-page-wide',
    )
    visit.host().say({
      type: 'choices',
      text: 'Well?',
      choices: [
        { value: 'a', text: 'A' },
        { value: 'b', text: 'B '.repeat(80) },
      ],
    })
    await expect.poll(async () => (await visit.bubbles()).length).toBe(3)
    expect(await visit.page().locator('parley-chat dialog').boundingBox()).toEqual({
      x: 0,
      y: 0,
      width: 360,
      height: 640,
    })
    const wide = await visit.page().evaluate(() => {
      const log = document.querySelector('parley-chat')?.shadowRoot?.querySelector('.log')
      return [document.documentElement.scrollWidth, (log?.scrollWidth ?? 0) - (log?.clientWidth ?? 0)]
    })
    expect(wide).toEqual([360, 0])
    const targets = visit.page().locator('parley-chat dialog').locator('button, textarea')
    for (const target of await targets.all()) {
      const box = await target.boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24)
    }
  })

  test.for([
    { name: 'in the light', options: {}, html: '' },
    { name: 'in the dark', options: { colorScheme: 'dark' }, html: '' },
    { name: 'from right to left', options: {}, html: 'rtl' },
    { name: 'on a phone', options: { viewport: { width: 360, height: 640 } }, html: '' },
  ] as const)('has no fault that axe finds, $name', async ({ options, html }) => {
    await visit.come({ ...options, bypassCSP: true })
    await visit.page().evaluate((dir) => {
      document.documentElement.style.colorScheme = 'light dark'
      if (dir !== '') document.documentElement.dir = dir
    }, html)
    await visit.launcher().click()
    await visit.write('hi')
    await visit.shows(['hi'])
    visit.host().say({ type: 'text', text: '`code` and https://a.example/' })
    visit.host().say({ type: 'choices', text: 'Old?', choices: [{ value: 'a', text: 'A' }] })
    visit.host().say({ type: 'choices', text: 'New?', choices: [{ value: 'b', text: 'B' }] })
    visit.host().say({ type: 'card', title: 'Card', choices: [{ value: 'c', text: 'C' }] })
    visit
      .host()
      .say({ type: 'location', latitude: 53.27, longitude: -9.05, label: 'The shop' }, 'agent', 'Niamh')
    visit.host().say({ type: 'media', kind: 'file', url: '/blobs/1', name: 'bill.pdf' }, 'parley')
    visit.host().show({ type: 'typing' })
    await expect.poll(async () => (await visit.bubbles()).length).toBe(8)
    visit.host().down = true
    visit.host().cut()
    await visit.reads('We cannot be reached right now')
    await visit.write('waiting')
    await visit.page().evaluate(axe.source)
    const faults = await visit.page().evaluate(async () => {
      const axe: unknown = Reflect.get(window, 'axe')
      const run: unknown = typeof axe === 'object' && axe !== null ? Reflect.get(axe, 'run') : null
      if (typeof run !== 'function') throw new Error('axe is not here')
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      const found: { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] } =
        await run('parley-chat', { runOnly: tags })
      return found.violations.map(({ id, nodes }) => [
        id,
        ...nodes.map((node) => node.html + node.failureSummary),
      ])
    })
    expect(faults).toEqual([])
  })
})
