import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { isQuiet } from '../../bots/entry.ts'
import { build } from '../../server/build.ts'
import { createLog } from '../../server/log.ts'
import { openParley, type Parley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import { startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, until } from '../server/opened.ts'
import { launch } from './browser.ts'

/** Takes the README's pictures of the desk and of the chat: `node test/browser/pictures.ts`. */
async function pictures(): Promise<void> {
  await build({ log: console.log })
  const folder = await mkdtemp(join(tmpdir(), 'parley-'))
  const platform = await startBotApi()
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_API_BASE: platform.url,
  }
  const settings = readSettings(env)
  let ago = 12 * 60_000
  const clock = () => Date.now() - ago
  const parley = await openParley({ settings, env, log: createLog(settings), clock })
  const url = await parley.listen()
  const browser = await launch()
  try {
    await widget(browser, url, parley)
    await desk(browser, url, parley, (minutes) => {
      ago = minutes * 60_000
    })
  } finally {
    await browser.close()
    await parley.close()
    await platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const to = (name: string) => join(import.meta.dirname, 'pictures', `${name}.png`)

/** The shop's page with the chat open, where the bot has answered and a person has come. */
async function widget(browser: Browser, url: string, parley: Parley): Promise<void> {
  const maeve = await loggedIn(parley, url, 'Maeve')
  await parley.store.attend(maeve.me.id, Date.now() + 60_000)
  const page = await browser.newPage({ viewport: { width: 1000, height: 760 } })
  await page.goto(`${url}/demo`)
  await page.locator('parley-chat [part=launcher]').click()
  const field = page.locator('parley-chat textarea')
  const hears = (text: string) => page.locator('parley-chat .bubble', { hasText: text }).last().waitFor()
  async function write(text: string, answer: string) {
    await field.fill(text)
    await field.press('Enter')
    await hears(answer)
  }
  await write('When do you open?', 'We are open from Monday')
  await write('Where is my order?', 'Your order number')
  await page.getByRole('button', { name: 'Talk to a person' }).click()
  await hears('You are number 1')
  const id = await until(
    async () => (await parley.store.conversations({ mode: 'waiting', limit: 1, order: 'due' }))[0]?.id,
  )
  await maeve.act(id, { type: 'take' })
  const text = 'Hello, Maeve here. I see your **Field jacket** left Galway this morning.'
  await maeve.act(id, { type: 'reply', message: { type: 'text', text } })
  await hears('Maeve here')
  await page.waitForTimeout(1000)
  await page.screenshot({ path: to('widget') })
  await maeve.act(id, { type: 'close' })
  await page.close()
}

/** A desk in the middle of a day: some wait, one too long, and one is being answered. */
async function desk(
  browser: Browser,
  url: string,
  parley: Parley,
  backTo: (minutes: number) => void,
): Promise<void> {
  const niamh = await loggedIn(parley, url, 'Niamh')
  const say = speaker(parley)
  backTo(9)
  const tadhg = await say('telegram', 'Tadhg Byrne', 'en', [
    'my parcel has not come',
    'AB123459',
    'Yes, please',
  ])
  backTo(4)
  await say('telegram', 'María José Ruiz', 'es', [
    'quiero poner una queja',
    'Me han cobrado dos veces el mismo jersey.',
    'Sí',
    'KL204417',
    '¿Me devolverán el importe esta semana?',
  ])
  backTo(1.4)
  await say('web', 'Jonas Weber', 'en', ['do you take PayPal?', 'I would rather talk to a person'])
  backTo(0.9)
  await say('web', 'Siti Rahmawati', 'id', ['di mana pesanan saya?', 'bicara dengan orang'])
  backTo(0.5)
  await say('telegram', 'سارة محمود', 'en', ['أين طلبي؟ لم يصل بعد', 'a person, please'])
  backTo(0.3)

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const [name = '', value = ''] = niamh.cookie.split('=')
  await context.addCookies([{ name, value, url }])
  const page = await context.newPage()
  await niamh.act(tadhg, { type: 'take' })
  await niamh.act(tadhg, {
    type: 'reply',
    message: { type: 'text', text: 'Hello Tadhg, I am asking the carrier where it is.' },
  })
  await niamh.act(tadhg, {
    type: 'note',
    text: 'Carrier says: **held at the depot in Athlone** since Friday.',
  })
  await niamh.act(tadhg, { type: 'tag', add: ['late parcel'] })
  await say('telegram', 'Tadhg Byrne', 'en', ['Thank you! I need it by Friday.'])
  backTo(0)
  await page.goto(`${url}/inbox/queue?${new URLSearchParams({ open: tadhg })}`)
  await page.getByText('I need it by Friday').first().waitFor()
  await page.locator('#composer').fill('It is at the depot in Athlone, and goes out to you tomorrow morning.')
  await page.waitForTimeout(1000)
  await page.screenshot({ path: to('desk') })
  await context.close()
}

/** Lets customers talk to the bot; answers their conversation once all of it was read. */
function speaker({ engine, store }: Parley) {
  let said = 0
  return async (channel: string, name: string, language: string, texts: string[]): Promise<string> => {
    const account = `${channel}/default`
    const id = [...name].map((letter) => letter.charCodeAt(0) % 10).join('')
    const entriesOf = () => store.entries({ identity: `${account}/${id}` }, { after: 0, limit: 100 })
    let conversation = ''
    for (const text of texts) {
      const message = `said-${++said}`
      await engine.receive(account, [
        {
          from: { id, name, language },
          once: message,
          by: 'customer',
          event: { type: 'message', id: message, message: { type: 'text', text } },
        },
      ])
      conversation = await until(async () => {
        const before = await entriesOf()
        const found = before.find(({ event }) => event.type === 'message' && event.id === message)
        if (!found || before.some(({ event, reading }) => !reading && !isQuiet(event))) return null
        const jobs = await store.jobs({ conversation: found.conversation, limit: 100 })
        if (jobs.some((job) => job.status === null && job.effect.type !== 'wake')) return null
        return (await entriesOf()).length === before.length && found.conversation
      })
    }
    return conversation
  }
}

await pictures()
