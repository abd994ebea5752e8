import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, type KikApi, sending, startKikApi } from '../doubles/kik-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const bot = { username: 'exampleshop', key: 'an-invented-key' }
let platform: KikApi
let parley: Opened
beforeAll(async () => {
  platform = await startKikApi(bot)
  parley = await opened({ KIK_USERNAME: bot.username, KIK_KEY: bot.key, KIK_API_BASE: platform.url })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function said(from: string, body: string) {
  const id = `said-${++number}`
  return { type: 'text', id, from, body, chatId: `chat-${from}`, participants: [from], timestamp: Date.now() }
}

function deliver(messages: object[], key = bot.key) {
  const body = JSON.stringify({ messages })
  const signature = createHmac('sha1', key).update(body).digest('hex').toUpperCase()
  return fetch(`${parley.url}/hooks/kik/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kik-signature': signature },
    body,
  })
}

const answersTo = (user: string) =>
  platform
    .sends()
    .flat()
    .filter(({ type, to }) => type === 'text' && to === user)

test('a question is answered once, though it is delivered twice', async () => {
  const question = said('mira', 'when do you open?')
  for (const _ of [1, 2]) expect((await deliver([question])).status).toBe(200)
  await deliver([said('tomas', 'when do you open?')])
  await until(() => answersTo('tomas').length > 0)
  expect(answersTo('mira')).toHaveLength(answersTo('tomas').length)
  expect(answersTo('mira')[0]?.body).toContain('open from Monday')
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver([said('eve', 'let me in')], 'another-key')).status).toBe(401)
  expect(await parley.store.identity('kik/default/eve')).toBeNull()
})

test('what Kik refuses is shown with the reason', async () => {
  platform.fail(faults.refused, sending)
  await deliver([said('ada', 'when do you open?')])
  const id = 'kik/default/ada#1'
  await until(async () => (await parley.store.jobs({ conversation: id, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(id)).body.pending).toEqual([
    expect.objectContaining({ status: 'dead', reason: 'Kik said: 400 Messages are not right' }),
  ])
})
