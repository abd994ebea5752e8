import type { Browser, BrowserContext, BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core'
import type { Message } from '../../bots/message.ts'
import { build } from '../../server/build.ts'
import { loggedIn, type Opened, opened, until } from '../server/opened.ts'
import { launch } from './browser.ts'

export type Office = Awaited<ReturnType<typeof openOffice>>

const account = 'web/default'

/** A Parley as it ships with the sample shop, a browser, and agents and customers who come in as a test likes. */
export async function openOffice(env: Record<string, string> = {}) {
  await build({ log: () => {}, parts: ['dashboard'] })
  const parley: Opened = await opened(env)
  const browser: Browser = await launch()
  const contexts: BrowserContext[] = []
  const people = new Map<string, Awaited<ReturnType<typeof loggedIn>>>()
  let said = 0

  /** An agent, at a fresh screen where they are logged in; `complaints` is what the browser's console said. */
  async function agent(name: string, role: 'admin' | 'agent' = 'admin', screen: BrowserContextOptions = {}) {
    const api = people.get(name) ?? (await loggedIn(parley, parley.url, name, role))
    people.set(name, api)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...screen })
    contexts.push(context)
    const [cookie = '', value = ''] = api.cookie.split('=')
    await context.addCookies([{ name: cookie, value, url: parley.url }])
    const page: Page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      // A line that is cut by leaving the page is no fault.
      if (['error', 'warning'].includes(message.type()) && !/WebSocket/.test(message.text()))
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(parley.url)
    await page.getByRole('link', { name: /^Queue/ }).waitFor()
    return {
      ...api,
      context,
      page,
      complaints,
      /** Opens a conversation by its address. */
      async open(id: string, view = 'queue') {
        await page.goto(`${parley.url}/inbox/${view}?${new URLSearchParams({ open: id })}`)
        await page.getByRole('log').waitFor()
      },
      composer: page.locator('#composer'),
      /** Where the dashboard's live line goes through a switch: `false` cuts it and lets none through. */
      async line() {
        let open = true
        const held = new Set<WebSocketRoute>()
        await page.routeWebSocket(/\/api\/live/, (socket) => {
          if (!open) return socket.close()
          held.add(socket)
          socket.connectToServer()
        })
        return (now: boolean) => {
          open = now
          if (!now) for (const socket of held) socket.close()
          held.clear()
        }
      },
      /** What stands in the open conversation, row by row, without its times. */
      lines: async () =>
        (await page.locator('.line').allInnerTexts()).map((text) =>
          text
            .replace(/\s*\d{1,2}:\d{2}\s[AP]M/g, '')
            .replace(/\s+/g, ' ')
            .trim(),
        ),
      press: (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click(),
      /** Chooses from the menu of the conversation. */
      async choose(name: string) {
        await page.getByRole('button', { name: 'Actions', exact: true }).click()
        await page.getByRole('menuitem', { name }).click()
      },
    }
  }

  /** A customer says something, or several things at once; answers their conversation once all was read. */
  async function says(customer: string, ...messages: (Message | string)[]): Promise<string> {
    const items = messages.map((message) => {
      const id = `said-${++said}`
      return {
        from: { id: customer.toLowerCase(), name: customer, language: 'en' },
        once: id,
        by: 'customer' as const,
        event: {
          type: 'message' as const,
          id,
          message: typeof message === 'string' ? { type: 'text' as const, text: message } : message,
        },
      }
    })
    await parley.engine.receive(account, items)
    const last = `said-${said}`
    const identity = `${account}/${customer.toLowerCase()}`
    return until(async () => {
      const entries = await parley.store.entries(
        { identity },
        { limit: 500, before: Number.MAX_SAFE_INTEGER },
      )
      const found = entries.find(({ event }) => event.type === 'message' && event.id === last)
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
