import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, startViberApi, type ViberApi } from '../doubles/viber-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const token = 'invented-auth-token'
let platform: ViberApi
let parley: Opened
beforeAll(async () => {
  platform = await startViberApi(token)
  parley = await opened({
    VIBER_TOKEN: token,
    VIBER_NAME: 'Example Shop',
    VIBER_WELCOME: 'Hello! Write to us.',
    VIBER_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function said(id: string, text: string): string {
  const sender = JSON.stringify({ id, name: 'Mira', language: 'en' })
  const message = JSON.stringify({ type: 'text', text })
  // Written out: as a number of ours it would be rounded.
  const key = `49126618466552381${`${++number}`.padStart(2, '0')}`
  return `{"event":"message","timestamp":${Date.now()},"message_token":${key},"sender":${sender},"message":${message}}`
}

function deliver(body: string, by = token) {
  const signature = createHmac('sha256', by).update(body).digest('hex')
  return fetch(`${parley.url}/hooks/viber/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-viber-content-signature': signature },
    body,
  })
}

const sent = (to: string) => platform.sends().filter(({ receiver }) => receiver === to)
const entries = (of: string) =>
  parley.store.entries({ identity: `viber/default/${of}` }, { after: 0, limit: 99 })

test('a question is answered once, though it is delivered twice, and its receipt is kept', async () => {
  const question = said('u1', 'when do you open?')
  for (const { status } of await Promise.all([deliver(question), deliver(question)])) expect(status).toBe(200)
  await until(() => sent('u1').length > 0)
  const told = await until(async () => (await entries('u1')).find(({ event }) => event.type === 'sent'))
  const id = told.event.type === 'sent' ? told.event.id : ''
  await deliver(`{"event":"seen","timestamp":1790000999000,"message_token":${id},"user_id":"u1"}`)
  await until(async () =>
    (await entries('u1')).some(({ event }) => event.type === 'receipt' && event.id === id),
  )
  await deliver(said('u1', 'how long does delivery take?'))
  await until(() => sent('u1').length > 1)
  expect(sent('u1')).toMatchObject([
    { text: expect.stringContaining('open from Monday') },
    { text: expect.stringContaining('working days') },
  ])
})

test('who opens the chat is welcomed in the answer, and not written to', async () => {
  const user = { id: 'u2', name: 'Mira' }
  const started = { event: 'conversation_started', timestamp: 1, message_token: 7, user, subscribed: false }
  const answer = await deliver(JSON.stringify(started))
  expect(await answer.json()).toMatchObject({ type: 'text', text: 'Hello! Write to us.' })
  await deliver(said('u2', 'when do you open?'))
  await until(() => sent('u2').length > 0)
  expect(sent('u2')).toMatchObject([{ text: expect.stringContaining('open from Monday') }])
  expect((await entries('u2'))[0]?.event).toEqual({ type: 'start' })
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver(said('u3', 'let me in'), 'another')).status).toBe(401)
  expect(await parley.store.identity('viber/default/u3')).toBeNull()
})

test('what Viber refuses is shown with the reason', async () => {
  platform.fail(faults.refused)
  await deliver(said('u4', 'when do you open?'))
  const conversation = 'viber/default/u4#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: expect.stringContaining('badData') },
  ])
})
