import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { Channel } from '../../bots/channel.ts'
import type { Costs, Line } from '../../server/api.ts'
import { createLog } from '../../server/log.ts'
import { openParley, type Parley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import { type GraphApi, graphError, startGraphApi } from '../doubles/graph-api.ts'
import { sending, startTwilioApi, type TwilioApi } from '../doubles/twilio-api.ts'
import { loggedIn, until } from './opened.ts'

/* What holds across the channels: until when one may write, who wants no messages, what it cost, who writes just now. */

const twilio = { accountSid: 'AC00000000000000000000000000000001', authToken: 'invented-auth-token' }
const appSecret = 'an-app-secret'
const clock = { ahead: 0 }
let phones: TwilioApi
let meta: GraphApi
let parley: Parley
let url: string
let ann: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  phones = await startTwilioApi(twilio)
  meta = await startGraphApi()
  const env = {
    PORT: '0',
    STORE_URL: 'sqlite::memory:',
    LOG_LEVEL: 'silent',
    SMS_ACCOUNT_SID: twilio.accountSid,
    SMS_AUTH_TOKEN: twilio.authToken,
    SMS_FROM: '+15005550006',
    SMS_API_BASE: phones.url,
    SMS_PRICES: 'USD 1=0.0083',
    WHATSAPP_ACCOUNT_SID: twilio.accountSid,
    WHATSAPP_AUTH_TOKEN: twilio.authToken,
    WHATSAPP_FROM: '+15005550006',
    WHATSAPP_API_BASE: phones.url,
    WHATSAPP_CLOUD_TOKEN: 'invented',
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: '9',
    WHATSAPP_CLOUD_WABA_ID: '77',
    WHATSAPP_CLOUD_APP_SECRET: appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'verify',
    WHATSAPP_CLOUD_API_BASE: meta.url,
  }
  const settings = readSettings(env)
  parley = await openParley({
    settings,
    env,
    log: createLog(settings),
    clock: () => Date.now() + clock.ahead,
  })
  url = await parley.listen()
  ann = await loggedIn(parley, url, 'Ann')
})
afterAll(async () => {
  await parley.close()
  await phones.close()
  await meta.close()
})

let number = 0
async function text(
  from: string,
  body: string,
  more: Record<string, string> = {},
  channel: 'sms' | 'whatsapp' = 'sms',
) {
  const form = { MessageSid: `SM${++number}`, From: from, To: '+15005550006', Body: body, ...more }
  const at = `${url}/hooks/${channel}/default`
  const fields = Object.entries(form).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const signature = createHmac('sha1', twilio.authToken)
    .update(at + fields.flat().join(''))
    .digest('base64')
  const headers = { 'x-twilio-signature': signature }
  expect((await fetch(at, { method: 'POST', headers, body: new URLSearchParams(form) })).status).toBe(200)
}

async function write(from: string, body: string) {
  const message = { id: `wamid.${++number}`, from, timestamp: '1790000000', type: 'text', text: { body } }
  const value = { metadata: { phone_number_id: '9' }, contacts: [{ wa_id: from }], messages: [message] }
  const delivery = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  })
  const signature = createHmac('sha256', appSecret).update(delivery).digest('hex')
  const answer = await fetch(`${url}/hooks/whatsapp-cloud/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body: delivery,
  })
  expect(answer.status).toBe(200)
}

const texted = (to: string) => phones.sends().filter(({ To }) => To === to)
const written = (to: string) => meta.sends().filter((body) => body.to === to)
const events = async (identity: string) =>
  (await parley.store.entries({ identity }, { after: 0, limit: 500 })).map(({ event }) => event)
const say = (words: string) => ({ type: 'reply', message: { type: 'text', text: words } })
const failedOf = async (identity: string) =>
  (await events(identity)).find((event) => event.type === 'failed' && event)
const refusedOf = async (identity: string) => (await parley.store.identity(identity))?.refused

test('an agent is told until when they may write, and after it a message is shown as not sent', async () => {
  const identity = 'whatsapp-cloud/default/491700000001'
  await write('491700000001', 'a person, please')
  await until(() => written('491700000001').length > 0)
  const before = (await ann.detail(`${identity}#1`)).body.allowed
  expect(before).toEqual({ what: 'all', until: expect.stringMatching(/^\d{4}-/) })
  clock.ahead = 24 * 3_600_000
  try {
    const eva = await loggedIn(parley, url, 'Eva') // sessions end sooner
    expect((await eva.detail(`${identity}#1`)).body.allowed).toEqual({ what: 'templates' })
    await eva.act(`${identity}#1`, { type: 'take' })
    await eva.act(`${identity}#1`, say('Still there?'))
    const failed = await until(() => failedOf(identity))
    expect(failed).toMatchObject({ class: 'window', reason: expect.stringContaining('wrote too long ago') })
    const sent = written('491700000001').length
    const template = { type: 'template', name: 'hello', language: 'en', values: ['Ann'], text: 'Hello, Ann' }
    await eva.act(`${identity}#1`, { type: 'reply', message: template })
    await until(() => written('491700000001').length > sent)
    expect(written('491700000001').at(-1)).toMatchObject({ type: 'template', template: { name: 'hello' } })
  } finally {
    clock.ahead = 0
  }
})

test('what the platform says of a window is final too', async () => {
  const identity = 'whatsapp-cloud/default/491700000002'
  meta.fail(graphError(400, 131047, 'Re-engagement message'))
  await write('491700000002', 'when do you open?')
  const failed = await until(() => failedOf(identity))
  expect(failed).toMatchObject({ class: 'window' })
})

test('the approved templates are read for agents', async () => {
  const body = { type: 'BODY', text: 'Hello {{1}}, your order {{2}} left.' }
  const one = (name: string, status: string, components: object[]) =>
    JSON.parse(JSON.stringify({ name, language: 'en_US', status, components }))
  meta.keep('77/message_templates', {
    data: [
      one('left', 'APPROVED', [body]),
      one('soon', 'PENDING', [body]),
      one('shown', 'APPROVED', [{ type: 'HEADER', format: 'IMAGE' }, body]),
    ],
  })
  const bob = await loggedIn(parley, url, 'Bob', 'agent')
  const path = (id: string) => `/accounts/${encodeURIComponent(id)}/templates`
  expect((await bob.ask(path('whatsapp-cloud/default'))).body).toEqual({
    items: [{ name: 'left', language: 'en_US', text: body.text, values: 2 }],
  })
  expect((await bob.ask(path('sms/default'))).body).toEqual({ items: [] })
  meta.keep('77/message_templates', { strange: true })
  expect((await bob.ask(path('whatsapp-cloud/default'))).status).toBe(502)
})

test('STOP is never answered, holds back agents too, and START lifts it', async () => {
  const from = '+15005550201'
  const identity = `sms/default/${from}`
  await text(from, 'when do you open?')
  await until(() => texted(from).length === 1)
  await text(from, 'Stop')
  await until(async () => (await refusedOf(identity))?.includes('messages'))
  expect((await ann.detail(`${identity}#1`)).body.allowed).toEqual({ what: 'nothing', why: 'refused' })
  await ann.act(`${identity}#1`, { type: 'take' })
  await ann.act(`${identity}#1`, say('Please come back'))
  await until(() => failedOf(identity))
  expect(texted(from)).toHaveLength(1)
  await text(from, 'START')
  await until(async () => (await refusedOf(identity))?.length === 0)
  expect((await ann.detail(`${identity}#1`)).body.allowed).toEqual({ what: 'all' })
})

test('who blocks us is known by a failed send, and START lifts that as well', async () => {
  const from = '+15005550202'
  const identity = `sms/default/${from}`
  phones.fail({ status: 400, body: '{"code":21610,"message":"unsubscribed"}' }, sending)
  await text(from, 'when do you open?')
  await until(async () => (await refusedOf(identity))?.includes('reachable'))
  expect((await ann.detail(`${identity}#1`)).body.allowed).toEqual({ what: 'nothing', why: 'blocked' })
  await text(from, 'START')
  await until(async () => (await refusedOf(identity))?.length === 0)
})

test('what the messages of a conversation cost is kept, and summed', async () => {
  const from = '+15005550203'
  await text(from, 'when do you open?')
  await until(() => texted(from).length === 1)
  const id = encodeURIComponent(`sms/default/${from}#1`)
  const costs = await until(async () => {
    const { body } = await ann.ask<Costs>(`/conversations/${id}/costs`)
    return body.items[0]
  })
  expect(costs).toMatchObject({ currency: 'USD', messages: 1 })
  expect(costs.amount).toBeCloseTo(costs.segments * 0.0083)
  const { body } = await ann.ask<{ items: Line[] }>(`/conversations/${id}/entries`)
  const sent = body.items.find(({ event }) => event.type === 'sent')?.event
  expect(sent).toMatchObject({ cost: { currency: 'USD', segments: costs.segments } })
})

test.each(
  (['sms', 'whatsapp'] as const).flatMap((channel) =>
    ['3', ' 3. ', '３', 'opening HOURS'].map((answer) => [channel, answer] as const),
  ),
)(
  'where there are no buttons for them, a choice is taken by its number or its words: %s, "%s"',
  async (channel, answer) => {
    const prefix = channel === 'sms' ? '' : 'whatsapp:'
    const from = `${prefix}+1500555${3000 + ++number}`
    await text(from, 'hello', {}, channel)
    await until(() => texted(from).some(({ Body = '' }) => /^3\. Opening hours$/m.test(Body)))
    await text(from, answer, {}, channel)
    await until(() => texted(from).some(({ Body = '' }) => Body.includes('open from Monday')))
  },
)

test('the customer sees that the agent who has the conversation writes', async () => {
  await write('491700000004', 'a person, please')
  const id = 'whatsapp-cloud/default/491700000004#1'
  await until(() => written('491700000004').length > 0)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, {
    headers: { cookie: ann.cookie, origin: url },
  })
  await new Promise((done) => socket.once('open', done))
  const marks = () => meta.bodies().filter((body) => 'typing_indicator' in body)
  const before = marks().length
  const type = () => socket.send(JSON.stringify({ type: 'typing', conversation: id }))
  type()
  await ann.act(id, { type: 'take' })
  type()
  type()
  await until(() => marks().length > before)
  socket.send(JSON.stringify({ type: 'alive' }))
  expect(marks()).toHaveLength(before + 1)
  socket.close()
})

test('the customer sees that the bot is about to answer, while it asks elsewhere', async () => {
  const marks = () => meta.bodies().filter((body) => 'typing_indicator' in body)
  await write('491700000005', 'where is my order?')
  await until(() => written('491700000005').length > 0)
  const before = marks().length
  await write('491700000005', 'AB123456')
  await until(() => written('491700000005').length > 1)
  await until(() => marks().length > before)
})

test('every channel says what it can do in a way that can be checked', async () => {
  const { body } = await ann.ask<{ items: Pick<Channel, 'limits' | 'title'>[] }>('/channels')
  for (const { limits, title } of body.items) {
    expect([title, limits.text > 0, limits.batch >= 1]).toEqual([title, true, true])
    if (limits.window) expect(limits.window.agentHours).toBeGreaterThanOrEqual(limits.window.botHours)
  }
})
