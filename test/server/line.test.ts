import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, type LineApi, sending, startLineApi } from '../doubles/line-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const secret = 'a-channel-secret'
const token = 'invented-token'
let platform: LineApi
let parley: Opened
beforeAll(async () => {
  platform = await startLineApi(token)
  parley = await opened({
    LINE_SECRET: secret,
    LINE_TOKEN: token,
    LINE_API_BASE: platform.url,
    LINE_DATA_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function said(userId: string, text: string, timestamp = Date.now()) {
  const id = `${++number}`
  return {
    type: 'message',
    mode: 'active',
    timestamp,
    source: { type: 'user', userId },
    webhookEventId: `event-${id}`,
    deliveryContext: { isRedelivery: false },
    replyToken: `token-${id}`,
    message: { type: 'text', id, text },
  }
}

function deliver(events: object[], signedWith = secret) {
  const body = JSON.stringify({ destination: 'Ub0t', events })
  const signature = createHmac('sha256', signedWith).update(body).digest('base64')
  return fetch(`${parley.url}/hooks/line/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-line-signature': signature },
    body,
  })
}

const sends = () => platform.sends().map(({ by, payload }) => ({ by, text: JSON.stringify(payload) }))

test('a question is answered by its reply token, once, though it is delivered twice', async () => {
  const question = said('U1', 'when do you open?')
  for (const isRedelivery of [false, true])
    expect((await deliver([{ ...question, deliveryContext: { isRedelivery } }])).status).toBe(200)
  await deliver([said('U2', 'how long does delivery take?', Date.now() - 60_000)])
  await until(() => sends().length >= 2)
  expect(sends().filter(({ text }) => text.includes('open from Monday'))).toEqual([
    { by: 'reply', text: expect.stringContaining('token-1') },
  ])
  expect(sends().find(({ text }) => text.includes('working days'))?.by).toBe('push')
})

test('all that a turn says leaves by the one reply token, and is journaled in its order', async () => {
  const before = sends().length
  await deliver([said('U5', 'hello')])
  const told = async () =>
    (await parley.store.entries({ identity: 'line/default/U5' }, { limit: 50 })).flatMap(({ event }) =>
      event.type === 'sent' ? [event] : [],
    )
  await until(async () => (await told()).length >= 2)
  expect(sends().slice(before)).toEqual([
    { by: 'reply', text: expect.stringMatching(/welcome.*What is it about/s) },
  ])
  const jobs = (await told()).map(({ job }) => job)
  expect(jobs).toEqual([`${jobs.at(-1)}/1`, jobs.at(-1)])
  expect((await told()).map(({ message }) => message.type)).toEqual(['text', 'choices'])
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver([said('U3', 'let me in')], 'another-secret')).status).toBe(401)
  expect(await parley.store.identity('line/default/U3')).toBeNull()
})

test('LINE may look whether anybody is there', async () => {
  expect((await deliver([])).status).toBe(200)
})

test('what LINE refuses is shown with the reason', async () => {
  platform.fail(faults.refused, sending)
  await deliver([said('U4', 'when do you open?')])
  const id = 'line/default/U4#1'
  await until(async () => (await parley.store.jobs({ conversation: id, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(id)).body.pending).toEqual([
    expect.objectContaining({ status: 'dead', reason: 'LINE said: 400 The request body has 1 error(s)' }),
  ])
})
