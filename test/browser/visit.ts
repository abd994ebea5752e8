import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { build } from '../../server/build.ts'
import { launch } from './browser.ts'
import { type Host, startHost } from './host.ts'

/** Before each test of a file a new visitor comes to a brand's page; this is what a test does with them. */
export function useVisit() {
  let browser: Browser
  let host: Host
  let context: BrowserContext
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    await build({ log: () => {}, parts: ['widget'] })
    browser = await launch()
  }, 120_000)
  afterAll(() => browser?.close())
  beforeEach(async () => {
    host = await startHost()
    await come()
  })
  afterEach(async () => {
    await context.close()
    await host.close()
  })

  /** Comes as somebody new. */
  async function come(options: BrowserContextOptions = {}): Promise<void> {
    await context?.close()
    context = await browser.newContext({ viewport: { width: 1000, height: 760 }, ...options })
    await openTab()
  }

  /** Opens the page in a further tab, which is the visit's page from then on. */
  async function openTab(url = host.page): Promise<void> {
    page = await context.newPage()
    complaints = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(url)
    await page.locator('parley-chat').waitFor({ state: 'attached' })
  }

  return {
    come,
    openTab,
    host: () => host,
    page: () => page,
    context: () => context,
    /** What the browser's console said of this page. */
    complaints: () => complaints,
    launcher: () => page.locator('parley-chat [part=launcher]'),
    field: () => page.locator('parley-chat textarea'),
    bubbles: () => page.locator('parley-chat .bubble').allInnerTexts(),
    press: (name: string) => page.getByRole('button', { name, exact: true }).click(),
    /** The texts that arrived, and those that were sent, in order. */
    said: () => host.lines.flatMap(({ message }) => (message.type === 'text' ? [message.text] : [])),
    async write(text: string) {
      await page.locator('parley-chat textarea').fill(text)
      await page.locator('parley-chat textarea').press('Enter')
    },
    /** Waits until the conversation reads so, after the greeting. */
    async shows(texts: string[], of = page) {
      const bubbles = () => of.locator('parley-chat .bubble').allInnerTexts()
      await expect.poll(bubbles, { timeout: 15_000 }).toEqual(['Hello from Brand!', ...texts])
    },
    /** Waits until these words are seen on the page, or no more. */
    async reads(words: string, seen = true) {
      await expect.poll(() => page.getByText(words).first().isVisible(), { timeout: 15_000 }).toBe(seen)
    },
  }
}
