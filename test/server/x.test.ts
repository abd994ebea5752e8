import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, startXApi, type XApi } from '../doubles/x-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const own = '800100000000000001'
const keys = {
  apiKey: 'invented-api-key',
  apiSecret: 'invented-api-secret',
  accessToken: `${own}-inventedAccessToken`,
  accessSecret: 'invented-access-secret',
}
let platform: XApi
let parley: Opened
beforeAll(async () => {
  platform = await startXApi(keys)
  parley = await opened({
    X_API_KEY: keys.apiKey,
    X_API_SECRET: keys.apiSecret,
    X_ACCESS_TOKEN: keys.accessToken,
    X_ACCESS_SECRET: keys.accessSecret,
    X_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

const hook = () => `${parley.url}/hooks/x/default`
const seal = (text: string, secret = keys.apiSecret) =>
  `sha256=${createHmac('sha256', secret).update(text).digest('base64')}`

let number = 0
function message(sender: string, recipient: string, text: string, id = `19000000000000007${++number}`) {
  const create = { sender_id: sender, target: { recipient_id: recipient }, message_data: { text } }
  return { type: 'message_create', id, created_timestamp: `${Date.now()}`, message_create: create }
}

function deliver(events: object[], type = 'dm.received', secret = keys.apiSecret) {
  const data = {
    event_uuid: '1',
    filter: { user_id: own },
    event_type: type,
    payload: { direct_message_events: events },
  }
  const body = JSON.stringify({ data })
  const headers = { 'content-type': 'application/json', 'x-twitter-webhooks-signature': seal(body, secret) }
  return fetch(hook(), { method: 'POST', headers, body })
}

const sent = (to: string) => platform.sends().filter((said) => said.to === to)
const entries = (of: string) => parley.store.entries({ identity: `x/default/${of}` }, { after: 0, limit: 99 })

test('the challenge is answered', async () => {
  const answer = await fetch(`${hook()}?crc_token=abc`)
  expect(await answer.json()).toEqual({ response_token: seal('abc') })
})

test('a question is answered once, though it is delivered twice, and our own message is not taken for an agent’s', async () => {
  const question = message('7001', own, 'when do you open?')
  for (const { status } of await Promise.all([deliver([question]), deliver([question])]))
    expect(status).toBe(200)
  const told = await until(async () => (await entries('7001')).find(({ event }) => event.type === 'sent'))
  const id = told.event.type === 'sent' ? told.event.id : ''
  await deliver([message(own, '7001', 'whatever X makes of it', id)], 'dm.sent')
  await deliver([message('7001', own, 'how long does delivery take?')])
  await until(() => sent('7001').length > 1)
  expect(sent('7001')).toMatchObject([
    { text: expect.stringContaining('open from Monday') },
    { text: expect.stringContaining('working days') },
  ])
  expect((await entries('7001')).filter(({ event }) => event.type === 'echo')).toEqual([])
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver([message('7002', own, 'let me in')], 'dm.received', 'another')).status).toBe(401)
  expect(await parley.store.identity('x/default/7002')).toBeNull()
})

test('what X refuses is shown with the reason', async () => {
  platform.fail(faults.refused)
  await deliver([message('7003', own, 'when do you open?')])
  const conversation = 'x/default/7003#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: 'X said: 400 The text is too long.' },
  ])
})
