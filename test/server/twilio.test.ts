import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, sending, startTwilioApi, type TwilioApi } from '../doubles/twilio-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

/* SMS and WhatsApp by Twilio, known by the Host of a delivery. */

const accountSid = 'AC00000000000000000000000000000001'
const authToken = 'invented-auth-token'
let platform: TwilioApi
let parley: Opened
beforeAll(async () => {
  platform = await startTwilioApi({ accountSid, authToken })
  const names = (channel: string) => ({
    [`${channel}_ACCOUNT_SID`]: accountSid,
    [`${channel}_AUTH_TOKEN`]: authToken,
    [`${channel}_FROM`]: '+15005550006',
    [`${channel}_API_BASE`]: platform.url,
  })
  parley = await opened({
    ...names('SMS'),
    ...names('WHATSAPP'),
    WHATSAPP_MESSAGING_BASE: platform.url,
    WHATSAPP_CHOICE_TEMPLATES: 'HX1, HX2, HX3',
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function said(from: string, text: string, more: Record<string, string> = {}) {
  const sid = `SM${++number}`
  return { MessageSid: sid, SmsSid: sid, From: from, To: '+15005550006', Body: text, NumMedia: '0', ...more }
}

function deliver(channel: 'sms' | 'whatsapp', form: Record<string, string>, signedWith = authToken) {
  const url = `${parley.url}/hooks/${channel}/default`
  const fields = Object.entries(form).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const text = url + fields.map(([name, value]) => name + value).join('')
  return fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': createHmac('sha1', signedWith).update(text).digest('base64') },
    body: new URLSearchParams(form),
  })
}

const sent = (to: string) => platform.sends().filter(({ To }) => To === to)

test('a question by SMS is answered once, though it is delivered twice', async () => {
  const question = said('+15005550101', 'when do you open?')
  for (const one of [question, question]) expect((await deliver('sms', one)).status).toBe(200)
  await deliver('sms', said('+15005550101', 'how long does delivery take?'))
  await until(() => sent('+15005550101').length > 1)
  expect(sent('+15005550101').map(({ Body }) => Body)).toEqual([
    expect.stringContaining('open from Monday'),
    expect.stringContaining('two to four working days'),
  ])
})

test('a question by WhatsApp is answered there', async () => {
  await deliver('whatsapp', said('whatsapp:+15005550102', 'when do you open?'))
  await until(() => sent('whatsapp:+15005550102').length > 0)
  expect(sent('whatsapp:+15005550102')[0]).toMatchObject({ From: 'whatsapp:+15005550006' })
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver('sms', said('+15005550103', 'let me in'), 'another-token')).status).toBe(401)
  expect(await parley.store.identity('sms/default/+15005550103')).toBeNull()
})

test('STOP is not answered, and START is heard again', async () => {
  const from = '+15005550104'
  const refused = async () => (await parley.store.identity(`sms/default/${from}`))?.refused
  await deliver('sms', said(from, 'STOP', { OptOutType: 'STOP' }))
  await until(async () => (await refused())?.includes('messages'))
  await deliver('sms', said(from, 'START', { OptOutType: 'START' }))
  await until(async () => (await refused())?.length === 0)
  await deliver('sms', said(from, 'when do you open?'))
  await until(() => sent(from).length > 0)
  expect(sent(from)).toHaveLength(1)
})

test('what Twilio refuses is shown with the reason', async () => {
  platform.fail(faults.refused, sending)
  await deliver('sms', said('+15005550105', 'when do you open?'))
  const id = 'sms/default/+15005550105#1'
  await until(async () => (await parley.store.jobs({ conversation: id, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(id)).body.pending).toEqual([
    expect.objectContaining({ reason: 'This is no number that can be written to. (Twilio 21211)' }),
  ])
})

test('what does not arrive later is told as well', async () => {
  const from = '+15005550106'
  await deliver('sms', said(from, 'when do you open?'))
  const entries = async () =>
    parley.store.entries({ identity: `sms/default/${from}` }, { after: 0, limit: 100 })
  const mine = await until(async () => (await entries()).find(({ event }) => event.type === 'sent')?.event)
  if (mine.type !== 'sent') throw new Error('it was not sent')
  const status = {
    MessageSid: mine.id,
    MessageStatus: 'undelivered',
    ErrorCode: '30005',
    To: from,
    From: '+15005550006',
  }
  expect((await deliver('sms', status)).status).toBe(200)
  const receipt = await until(async () => (await entries()).find(({ event }) => event.type === 'receipt'))
  expect(receipt.event).toEqual({
    type: 'receipt',
    id: mine.id,
    status: 'failed',
    reason: 'This number does not exist. (Twilio 30005)',
  })
})
