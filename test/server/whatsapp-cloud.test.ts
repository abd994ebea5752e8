import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GraphApi, graphError, startGraphApi } from '../doubles/graph-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const secret = 'an-app-secret'
const number = '700100000000001'
let platform: GraphApi
let parley: Opened
beforeAll(async () => {
  platform = await startGraphApi()
  parley = await opened({
    WHATSAPP_CLOUD_TOKEN: 'EAAB-invented-token',
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: number,
    WHATSAPP_CLOUD_APP_SECRET: secret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'meatyhamhock',
    WHATSAPP_CLOUD_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let count = 0
const asked = (from: string, body: string) => ({
  messages: [
    { from, id: `wamid.${++count}`, timestamp: `${1_790_000_000 + count}`, type: 'text', text: { body } },
  ],
})
const hook = () => `${parley.url}/hooks/whatsapp-cloud/default`
function deliver(value: object, by = secret) {
  const metadata = { phone_number_id: number }
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '7', changes }] })
  const signature = `sha256=${createHmac('sha256', by).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  return fetch(hook(), { method: 'POST', headers, body })
}
const sent = (to: string) => platform.sends().filter((body) => body.to === to)
const entries = (of: string) =>
  parley.store.entries({ identity: `whatsapp-cloud/default/${of}` }, { after: 0, limit: 99 })

test('the handshake is answered', async () => {
  const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token='
  expect(await (await fetch(`${hook()}?${query}meatyhamhock`)).text()).toBe('1158201444')
  expect((await fetch(`${hook()}?${query}another`)).status).toBe(403)
})

test('a question is answered once, and its receipt is kept', async () => {
  const question = asked('351910000001', 'when do you open?')
  expect((await Promise.all([deliver(question), deliver(question)])).map(({ status }) => status)).toEqual([
    200, 200,
  ])
  await until(() => sent('351910000001').length > 0)
  const told = await until(async () =>
    (await entries('351910000001')).find(({ event }) => event.type === 'sent'),
  )
  const id = told.event.type === 'sent' ? told.event.id : ''
  await deliver({ statuses: [{ id, status: 'read', timestamp: '1790000999', recipient_id: '351910000001' }] })
  await until(async () => (await entries('351910000001')).some(({ event }) => event.type === 'receipt'))
  expect(sent('351910000001')).toMatchObject([
    { text: { body: expect.stringContaining('open from Monday') } },
  ])
})

test('nothing unverified is stored', async () => {
  expect((await deliver(asked('351910000002', 'let me in'), 'another')).status).toBe(401)
  expect(await parley.store.identity('whatsapp-cloud/default/351910000002')).toBeNull()
})

test('a permanent failure is shown', async () => {
  platform.fail(graphError(400, 131047, 'Re-engagement message'))
  await deliver(asked('351910000003', 'when do you open?'))
  const conversation = 'whatsapp-cloud/default/351910000003#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length > 0)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: expect.stringContaining('too long ago') },
  ])
})
