import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Message } from '../../bots/message.ts'
import { build } from '../../server/build.ts'
import { loggedIn, type Opened, opened, until } from '../server/opened.ts'
import { launch } from './browser.ts'

export type Office = Awaited<ReturnType<typeof openOffice>>

const account = 'web/default'

/** A Parley as it ships with the sample shop, a browser, and agents and customers who come in as a test likes. */
export async function openOffice() {
  await build({ log: () => {}, parts: ['dashboard'] })
  const parley: Opened = await opened()
  const browser: Browser = await launch()
  const contexts: BrowserContext[] = []
  let said = 0

  /** An agent at a screen of their own, logged in; `complaints` is what the browser's console said. */
  async function agent(name: string, role: 'admin' | 'agent' = 'admin', screen: BrowserContextOptions = {}) {
    const api = await loggedIn(parley, parley.url, name, role)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...screen })
    contexts.push(context)
    const [cookie = '', value = ''] = api.cookie.split('=')
    await context.addCookies([{ name: cookie, value, url: parley.url }])
    const page: Page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    return { ...api, context, page, complaints }
  }

  /** A customer says something; answers their conversation once it was read. */
  async function says(customer: string, message: Message | string, language = 'en'): Promise<string> {
    const id = `said-${++said}`
    await parley.engine.receive(account, [
      {
        from: { id: customer.toLowerCase(), name: customer, language },
        once: id,
        by: 'customer',
        event: {
          type: 'message',
          id,
          message: typeof message === 'string' ? { type: 'text', text: message } : message,
        },
      },
    ])
    const identity = `${account}/${customer.toLowerCase()}`
    return until(async () => {
      const entries = await parley.store.entries(
        { identity },
        { limit: 500, before: Number.MAX_SAFE_INTEGER },
      )
      const found = entries.find(({ event }) => event.type === 'message' && event.id === id)
      return found?.reading && found.conversation
    })
  }

  /** A customer who has asked for a person, and waits. */
  async function waiting(customer: string, first = 'Hello'): Promise<string> {
    await says(customer, first)
    const id = await says(customer, 'a person, please')
    await until(async () => (await parley.store.conversation(id))?.mode === 'waiting')
    return id
  }

  return {
    parley,
    browser,
    agent,
    says,
    waiting,
    url: (path: string) => `${parley.url}${path}`,
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      await parley.end()
    },
  }
}
