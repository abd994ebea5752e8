import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, headersOf } from '../bots/channels/custom-webhooks.ts'
import { faults, type Gateway, startGateway } from '../doubles/gateway.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

let gateway: Gateway
let parley: Opened
beforeAll(async () => {
  gateway = await startGateway(account.secret)
  parley = await opened({ CUSTOM_SECRET: account.secret, CUSTOM_URL: `${gateway.url}/parley` })
})
afterAll(async () => {
  await parley.end()
  await gateway.close()
})

let number = 0
function said(id: string, text: string) {
  const event = { type: 'message', id: `m-${++number}`, message: { type: 'text', text } }
  return { from: { id, language: 'en' }, event }
}

function deliver(items: object[], signing: Parameters<typeof headersOf>[1] = {}) {
  const body = JSON.stringify({ items })
  return fetch(`${parley.url}/hooks/custom/default`, {
    method: 'POST',
    headers: headersOf(body, signing),
    body,
  })
}

const sent = (to: string) => gateway.sends().filter((said) => JSON.stringify(said).includes(`"id":"${to}"`))
const entries = (of: string) =>
  parley.store.entries({ identity: `custom/default/${of}` }, { after: 0, limit: 99 })

test('questions of two people are answered once, though they are delivered twice, and a receipt is kept', async () => {
  const items = [said('u1', 'when do you open?'), said('u2', 'how long does delivery take?')]
  for (const id of ['msg_1', 'msg_1', 'msg_2']) {
    const answer = await deliver(items, { id })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ stored: 2 })
  }
  await until(() => sent('u1').length > 0 && sent('u2').length > 0)
  const told = await until(async () => (await entries('u1')).find(({ event }) => event.type === 'sent'))
  const id = told.event.type === 'sent' ? told.event.id : ''
  await deliver([{ from: { id: 'u1' }, event: { type: 'receipt', id, status: 'read' } }])
  await until(async () => (await entries('u1')).some(({ event }) => event.type === 'receipt'))
  expect(sent('u1')).toMatchObject([{ message: { text: expect.stringContaining('open from Monday') } }])
  expect(sent('u2')).toMatchObject([{ message: { text: expect.stringContaining('working days') } }])
})

test('a wrong or old signature is refused, and nothing is stored', async () => {
  const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
  const old = { at: Math.floor(Date.now() / 1000) - 360 }
  for (const signing of [{ secret }, old])
    expect((await deliver([said('u3', 'let me in')], signing)).status).toBe(401)
  expect(await parley.store.identity('custom/default/u3')).toBeNull()
})

test('what the gateway refuses is shown with the reason', async () => {
  gateway.fail(faults.refused)
  await deliver([said('u4', 'when do you open?')])
  const conversation = 'custom/default/u4#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: 'The gateway said: 422 It is too long.' },
  ])
})
