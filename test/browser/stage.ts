import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { build } from '../../server/build.ts'
import { type Opened, opened } from '../server/opened.ts'
import { launch } from './browser.ts'

export type Stage = Awaited<ReturnType<typeof openStage>>
export type Seat = Awaited<ReturnType<Stage['seat']>>

const patience = { timeout: 20_000 }

/** Parley as it ships and a browser, in which customers and agents sit, each at a screen of their own. */
export async function openStage(env: Record<string, string> = {}) {
  await build({ log: () => {} })
  const browser: Browser = await launch()
  const contexts: BrowserContext[] = []
  const now: { parley: Opened } = { parley: await opened(env) }
  const url = now.parley.url

  /** A screen of somebody's own. `complaints` is what the browser finds wrong, `strangers` are hosts but ours it asked. */
  async function seat(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
    contexts.push(context)
    const complaints: string[] = []
    const strangers: string[] = []
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
      ),
    )
    const page: Page = await context.newPage()
    page.on('console', (message) => {
      const text = `${message.text()} ${message.location().url}`
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(text)
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) strangers.push(request.url())
    })
    return {
      context,
      page,
      complaints,
      strangers,
      /** How far the page reaches out of the screen, px. */
      overflow: () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      press: (name: string | RegExp) => page.getByRole('button', { name }).first().click(),
      /** Waits until these words are seen on the page, or no more. */
      reads: (words: string | RegExp, seen = true) =>
        expect
          .poll(() => page.getByText(words).filter({ visible: true }).count(), patience)
          [seen ? 'toBeGreaterThan' : 'toBe'](0),
    }
  }

  /** A customer on the shop's page, with the chat open. */
  async function customer(options: BrowserContextOptions = {}) {
    const at = await seat(options)
    const { page } = at
    await page.goto(`${url}/demo`)
    await page.locator('parley-chat [part=launcher]').click()
    const field = page.locator('parley-chat textarea')
    await field.waitFor()
    return {
      ...at,
      async write(text: string) {
        await field.fill(text)
        await field.press('Enter')
      },
      bubbles: () => page.locator('parley-chat .bubble').allInnerTexts(),
      /** Waits until these are the last words of the conversation. */
      hears: (...texts: (string | RegExp)[]) =>
        expect
          .poll(
            async () => (await page.locator('parley-chat .bubble').allInnerTexts()).slice(-texts.length),
            patience,
          )
          .toEqual(texts.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text)))),
    }
  }

  /** Somebody who comes to work here by a one-time link, and is on duty with the queue before them. */
  async function agent(name: string, role: 'admin' | 'agent' = 'admin', options: BrowserContextOptions = {}) {
    const at = await seat(options)
    const { page } = at
    const token = await now.parley.people.invite(role)
    await page.goto(`${url}/${role === 'admin' ? 'setup' : 'invite'}?token=${token}`)
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('E-mail').fill(`${name.toLowerCase().replace(/\W/g, '')}@example.com`)
    await page.getByLabel('Password').fill('a long enough password')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.getByRole('link', { name: /^Queue/ }).waitFor()
    return {
      ...at,
      /** Writes a reply or a note, as the composer stands. */
      async write(text: string) {
        await page.locator('#composer').fill(text)
        await page.locator('#composer').press('Enter')
      },
      /** Gives the open conversation back to the bot, to go on where it stopped. */
      async giveBack() {
        await page.getByRole('button', { name: 'Actions' }).click()
        await page.getByRole('menuitem', { name: 'Back to the bot' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Where it stopped').check()
        await dialog.getByRole('button', { name: 'Back to the bot' }).click()
      },
    }
  }

  return {
    url,
    browser,
    seat,
    customer,
    agent,
    parley: () => now.parley,
    /** Cuts every live connection, without a word. */
    cut() {
      for (const socket of now.parley.app.websocketServer.clients) socket.terminate()
    },
    /** Stops Parley, and opens it again on the same folder and port; `between` is done while it is down. */
    async restart(between: () => Promise<void> = async () => undefined) {
      const { folder } = now.parley
      await now.parley.close()
      await between()
      now.parley = await opened({ ...env, PORT: new URL(url).port }, folder)
    },
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      await now.parley.end()
    },
  }
}
