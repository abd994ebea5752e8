import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, type GraphApi, startGraphApi } from '../doubles/graph-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const secret = 'an-app-secret'
const own = '700300000000001'
const app = '700500000000001'
let platform: GraphApi
let parley: Opened
beforeAll(async () => {
  platform = await startGraphApi()
  parley = await opened({
    INSTAGRAM_TOKEN: 'EAAB-invented-token',
    INSTAGRAM_ACCOUNT_ID: own,
    INSTAGRAM_APP_ID: app,
    INSTAGRAM_APP_SECRET: secret,
    INSTAGRAM_VERIFY_TOKEN: 'meatyhamhock',
    INSTAGRAM_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let count = 0
const message = (text: string, more: object = {}) => ({ mid: `m_${++count}`, text, ...more })
function deliver(from: string, to: string, said: object, by = secret) {
  const event = {
    sender: { id: from },
    recipient: { id: to },
    timestamp: 1_790_000_000_000 + count,
    message: said,
  }
  const body = JSON.stringify({ object: 'instagram', entry: [{ id: own, time: 1, messaging: [event] }] })
  const signature = `sha256=${createHmac('sha256', by).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  return fetch(`${parley.url}/hooks/instagram/default`, { method: 'POST', headers, body })
}
const sent = (to: string) =>
  platform.sends().filter(({ recipient }) => JSON.stringify(recipient) === JSON.stringify({ id: to }))

test('a question is answered once, though it is delivered twice', async () => {
  const question = message('when do you open?')
  for (const answer of await Promise.all([deliver('1', own, question), deliver('1', own, question)]))
    expect(answer.status).toBe(200)
  await until(() => sent('1').length > 0)
  await deliver('1', own, message('how long does delivery take?'))
  await until(() => sent('1').length > 1)
  expect(sent('1')).toMatchObject([
    { message: { text: expect.stringContaining('open from Monday') } },
    { message: { text: expect.stringContaining('two to four working days') } },
  ])
})

test('our own echo changes nothing, and one of a person makes the bot silent', async () => {
  const mode = async () => (await parley.store.conversation('instagram/default/2#1'))?.mode
  await deliver('2', own, message('when do you open?'))
  await until(() => sent('2').length > 0)
  await deliver(own, '2', message('We are open from Monday.', { is_echo: true, app_id: Number(app) }))
  await deliver('2', own, message('how long does delivery take?'))
  await until(() => sent('2').length > 1)
  expect(await mode()).toBe('bot')
  await deliver(own, '2', message('Ann here, hello.', { is_echo: true, app_id: 263902037430900 }))
  await until(async () => (await mode()) === 'human')
})

test('nothing unverified is stored', async () => {
  expect((await deliver('3', own, message('let me in'), 'another')).status).toBe(401)
  expect(await parley.store.identity('instagram/default/3')).toBeNull()
})

test('a permanent failure is shown', async () => {
  platform.fail(faults.refused)
  await deliver('4', own, message('when do you open?'))
  const conversation = 'instagram/default/4#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length > 0)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: expect.stringContaining('Invalid parameter') },
  ])
})
