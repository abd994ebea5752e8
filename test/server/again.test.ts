import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event } from '../../bots/entry.ts'
import { createLog } from '../../server/log.ts'
import { lease } from '../../server/outbox.ts'
import { openParley, type Parley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import type { Claim, Store } from '../../server/store.ts'
import { type BotApi, startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, until } from './opened.ts'

/*
 * What the platform took and nobody settled: as after a death between the two. Once the lease has run out, a bot's
 * message is sent once more and says so, and an agent's waits for a person.
 */

let platform: BotApi
let parley: Parley
let url: string
let later = 0
/** The settles of sends that do not happen any more, and whether a claim hides that an earlier lease ran out. */
const broken = { settles: 0, hides: false }

const ends: (() => void)[] = []

const breakable = (store: Store): Store => ({
  ...store,
  settle: (claim, item, before) => {
    if (claim.job.effect.type !== 'send' || broken.settles === 0) return store.settle(claim, item, before)
    broken.settles--
    return new Promise((end) => ends.push(() => end(false)))
  },
  claim: async (options) => (await store.claim(options)).map(seen),
})
const seen = (claim: Claim): Claim => (broken.hides ? { ...claim, again: false } : claim)

beforeAll(async () => {
  platform = await startBotApi()
  const env = {
    PORT: '0',
    DATA_DIR: await mkdtemp(join(tmpdir(), 'parley-')),
    LOG_LEVEL: 'silent',
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: 'a-webhook-secret',
    TELEGRAM_API_BASE: platform.url,
  }
  const settings = readSettings(env)
  const clock = () => Date.now() + later
  parley = await openParley({ settings, env, log: createLog(settings), clock, wrap: { store: breakable } })
  url = await parley.listen()
})
afterAll(async () => {
  for (const end of ends) end()
  await parley.close()
  await platform.close()
})

const conversation = (chat: number) => `telegram/default/${chat}#1`
const sends = (chat: number) => platform.sends().filter(({ payload }) => Number(payload.chat_id) === chat)

async function ask(chat: number): Promise<void> {
  const message = {
    message_id: 1,
    date: 1_790_000_001,
    chat: { id: chat, type: 'private', first_name: 'Mira' },
    from: { id: chat, is_bot: false, first_name: 'Mira' },
    text: 'when do you open?',
  }
  await fetch(`${url}/hooks/telegram/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'a-webhook-secret' },
    body: JSON.stringify({ update_id: chat, message }),
  })
}

async function settled(chat: number): Promise<Extract<Event, { type: 'sent' }>[]> {
  const entries = await parley.store.entries({ conversation: conversation(chat) }, { after: 0, limit: 50 })
  return entries.flatMap(({ event }) => (event.type === 'sent' ? [event] : []))
}

/** The platform has the message, the settle was lost, and the lease runs out. */
async function dies(act: () => Promise<unknown>, chat: number): Promise<void> {
  const before = sends(chat).length
  broken.settles = 1
  await act()
  await until(() => sends(chat).length > before && broken.settles === 0)
  later += lease + 1
  parley.outbox.nudge()
}

test("a bot's message is sent once more, and says that it may have come twice", async () => {
  await dies(() => ask(1), 1)
  await until(async () => (await settled(1)).length > 0)
  expect(sends(1)).toHaveLength(2)
  expect(await settled(1)).toMatchObject([{ twice: true }])
})

test('a Parley that is not told would say nothing, and this would be noticed', async () => {
  broken.hides = true
  await dies(() => ask(2), 2)
  await until(async () => (await settled(2)).length > 0)
  broken.hides = false
  expect(sends(2)).toHaveLength(2)
  expect((await settled(2)).some(({ twice }) => twice)).toBe(false)
})

test("an agent's message is not sent again: it waits for a person", async () => {
  await ask(3)
  await until(async () => (await settled(3)).length > 0)
  const ann = await loggedIn(parley, url, 'Ann')
  await ann.act(conversation(3), { type: 'take' })
  const reply = { type: 'reply', message: { type: 'text', text: 'Ann here' } }
  await dies(() => ann.act(conversation(3), reply), 3)
  const parked = { conversation: conversation(3), status: 'unknown', limit: 9 } as const
  await until(async () => (await parley.store.jobs(parked)).length)
  expect(sends(3).filter(({ payload }) => payload.text === 'Ann here')).toHaveLength(1)
})
