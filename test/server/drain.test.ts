import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LiveClient, LiveServer, VisitorClient, VisitorServer } from '../../server/api.ts'
import { sqlite as open } from '../../server/stores/sqlite.ts'
import { type BotApi, startBotApi } from '../doubles/bot-api.ts'
import { until } from './opened.ts'
import { root, start } from './process.ts'
import { socket } from './socket.ts'

let folder: string
let platform: BotApi
const secret = 'a-webhook-secret'
const begin = () =>
  start({
    BOT_DIR: join(root, 'test/fault/bot'),
    DATA_DIR: folder,
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: secret,
    TELEGRAM_API_BASE: platform.url,
  })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-drain-'))
  platform = await startBotApi({ delay: 20 })
})
afterEach(async () => {
  await platform.close()
  await rm(folder, { recursive: true, force: true })
})

/** Delivers one message; gives the status, or null where nobody answered. */
async function deliver(url: string, chat: number, number: number): Promise<number | null> {
  const message = {
    message_id: number,
    date: 1_790_000_000 + number,
    chat: { id: chat, type: 'private' },
    from: { id: chat, is_bot: false, first_name: 'Mira' },
    text: number === 1 ? 'hello' : `m${number}`,
  }
  const answer = await fetch(`${url}/hooks/telegram/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: JSON.stringify({ update_id: chat * 1000 + number, message }),
  }).catch(() => null)
  return answer?.status ?? null
}

const answers = (chat: number) =>
  platform
    .sends()
    .filter(({ payload }) => Number(payload.chat_id) === chat)
    .map(({ payload }) => String(payload.text))
    .filter((text) => text.startsWith('Heard '))

/** What the folder says after a stop: nothing is leased. */
async function leases(): Promise<number> {
  const store = await open(`sqlite:${folder}/parley.db`, { clock: Date.now, reopen: 0 })
  const jobs = await store.jobs({ limit: 10_000 })
  await store.close()
  return jobs.filter(({ lease }) => lease !== null).length
}

async function session(url: string, token: string): Promise<string> {
  const accepted = await fetch(`${url}/api/login/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-parley': '1' },
    body: JSON.stringify({
      token,
      name: 'Ann',
      email: 'ann@example.com',
      password: 'a long enough password',
    }),
  })
  return (accepted.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

test('asked to stop under load, it says so, ends its connections and requests well, and loses nothing', async () => {
  const first = begin()
  const url = await first.url()
  const cookie = await session(url, await first.token())
  const desk = await socket<LiveServer, LiveClient>(`${url}/api/live`, { origin: url, cookie })
  desk.say({ type: 'hello', after: null })
  const visitor = await socket<VisitorServer, VisitorClient>(`${url}/hooks/web/default/live`)

  const taken: { chat: number; number: number }[] = []
  const refused = new Set<number | null>()
  let loading = true
  const customers = Array.from({ length: 10 }, async (_, chat) => {
    for (let number = 1; loading; number++) {
      const status = await deliver(url, chat + 1, number)
      if (status === 200) taken.push({ chat: chat + 1, number })
      else {
        refused.add(status)
        return
      }
    }
  })
  await until(() => taken.length > 100)
  const asked = performance.now()
  first.ask('SIGTERM')
  expect(await until(async () => (await fetch(`${url}/readyz`)).status === 503)).toBe(true)
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ error: 'stopping' })
  const end = await first.ended
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(end).toEqual({ code: 0, words: '' })
  loading = false
  await Promise.all(customers)
  // Nobody was told that it went wrong: turned away, or met by nobody.
  for (const status of refused) expect([null, 503]).toContain(status)
  expect([await desk.closed, await visitor.closed]).toEqual([1012, 1012])
  expect(await leases()).toBe(0)

  const second = begin()
  await second.url()
  const wanted = Map.groupBy(
    taken.filter(({ number }) => number > 1),
    ({ chat }) => chat,
  )
  await until(() => [...wanted].every(([chat, all]) => new Set(answers(chat)).size === all.length), 60_000)
  // A stop in peace sends nothing twice, and keeps the order.
  for (const [chat, all] of wanted)
    expect(answers(chat)).toEqual(all.map(({ number }) => `Heard m${number}.`))
  second.ask('SIGTERM')
  expect((await second.ended).code).toBe(0)
}, 120_000)

test('a platform that does not answer does not hold it up, and its message is sent after the next start', async () => {
  const first = begin()
  const url = await first.url()
  expect(await deliver(url, 7, 1)).toBe(200)
  await until(() => platform.sends().length > 0)
  platform.fail('hang', { times: 1 })
  expect(await deliver(url, 7, 2)).toBe(200)
  await until(() => answers(7).length === 1)
  const asked = performance.now()
  first.ask('SIGTERM')
  expect((await first.ended).code).toBe(0)
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(await leases()).toBe(0)

  const second = begin()
  await second.url()
  await until(() => answers(7).length === 2)
  second.ask('SIGTERM')
  expect((await second.ended).code).toBe(0)
}, 120_000)
