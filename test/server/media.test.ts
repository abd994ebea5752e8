import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Line } from '../../server/api.ts'
import { type LineApi, startLineApi } from '../doubles/line-api.ts'
import { startTwilioApi, type TwilioApi } from '../doubles/twilio-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const secret = 'a-channel-secret'
const token = 'invented-token'
const twilio = { accountSid: 'AC00000000000000000000000000000001', authToken: 'invented-auth-token' }
let platform: LineApi
let phones: TwilioApi
let parley: Opened
let ann: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  platform = await startLineApi(token)
  phones = await startTwilioApi(twilio)
  parley = await opened({
    MEDIA_MAX_MB: '1',
    LINE_SECRET: secret,
    LINE_TOKEN: token,
    LINE_API_BASE: platform.url,
    LINE_DATA_BASE: platform.url,
    SMS_ACCOUNT_SID: twilio.accountSid,
    SMS_AUTH_TOKEN: twilio.authToken,
    SMS_FROM: '+15005550006',
    SMS_API_BASE: phones.url,
  })
  ann = await loggedIn(parley, parley.url, 'Ann')
})
afterAll(async () => {
  await parley.end()
  await platform.close()
  await phones.close()
})

const gif = 'GIF89a and so on'
let number = 0
const event = (userId: string, more: object) => ({
  mode: 'active',
  timestamp: Date.now(),
  source: { type: 'user', userId },
  webhookEventId: `event-${++number}`,
  ...more,
})
const picture = (userId: string, id: string, type = 'image') =>
  event(userId, { type: 'message', message: { type, id, fileName: 'naïve "file".svg' } })

async function deliver(...events: object[]) {
  const body = JSON.stringify({ destination: 'Ub0t', events })
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  const answer = await fetch(`${parley.url}/hooks/line/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-line-signature': signature },
    body,
  })
  expect(answer.status).toBe(200)
}

const pathOf = (conversation: string, position = 1) =>
  `${parley.url}/api/conversations/${encodeURIComponent(conversation)}/media/${position}`
const get = (conversation: string, headers: Record<string, string> = {}) =>
  fetch(pathOf(conversation), { headers: { cookie: ann.cookie, ...headers } })
const fileOf = async (conversation: string) => {
  const path = `/conversations/${encodeURIComponent(conversation)}/entries`
  return (await ann.ask<{ items: Line[] }>(path)).body.items[0]?.file
}
const kept = (conversation: string) => until(async () => (await fileOf(conversation))?.status === 'kept')

test('a picture is kept when it comes, and shown to those who are logged in', async () => {
  platform.keep('p1', gif)
  await deliver(picture('U1', 'p1'))
  const id = 'line/default/U1#1'
  await kept(id)
  expect(await fileOf(id)).toEqual({ status: 'kept', type: 'image/gif', size: gif.length })
  const answer = await get(id)
  expect(await answer.text()).toBe(gif)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/gif',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    'content-disposition': expect.stringMatching(/^inline/),
  })
  expect((await fetch(pathOf(id))).status).toBe(401)
  expect((await fetch(pathOf(id, 99), { headers: { cookie: ann.cookie } })).status).toBe(404)
})

test('a stretch of a file can be asked for', async () => {
  const ranged = async (range: string) => {
    const answer = await get('line/default/U1#1', { range })
    return [answer.status, await answer.text(), answer.headers.get('content-range')]
  }
  expect(await ranged('bytes=0-5')).toEqual([206, 'GIF89a', 'bytes 0-5/16'])
  expect(await ranged('bytes=-5')).toEqual([206, 'so on', 'bytes 11-15/16'])
  expect(await ranged('bytes=14-')).toEqual([206, 'on', 'bytes 14-15/16'])
  expect(await ranged('bytes=99-')).toEqual([416, '', 'bytes */16'])
})

test.each([
  ['svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['html', '<!doctype html><script>alert(1)</script>'],
  ['xml', '<?xml version="1.0"?><a/>'],
])('what could carry a script is saved and never shown: %s', async (name, body) => {
  platform.keep(name, body)
  await deliver(picture(`U-${name}`, name, 'file'))
  await kept(`line/default/U-${name}#1`)
  const { headers } = await get(`line/default/U-${name}#1`)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toBe(
    'attachment; filename="na_ve _file_.svg"; filename*=UTF-8\'\'na%C3%AFve%20%22file%22.svg',
  )
})

test('a file that could not be had is told with the reason, and fetched when somebody asks again', async () => {
  await deliver(picture('U2', 'p2'))
  const id = 'line/default/U2#1'
  const failed = await until(async () => {
    const file = await fileOf(id)
    return file?.status === 'failed' ? file : null
  })
  expect(failed.reason).toContain('did not give the file: 404')
  expect((await get(id)).status).toBe(404)
  platform.keep('p2', gif)
  expect(await (await get(id)).text()).toBe(gif)
})

test('a file that is too large is not kept', async () => {
  platform.keep('p3', 'x'.repeat(1_000_001))
  await deliver(picture('U3', 'p3'))
  await until(async () => (await fileOf('line/default/U3#1'))?.reason === 'The file is larger than 1 MB.')
})

test('a file that is taken back is erased', async () => {
  platform.keep('p4', gif)
  await deliver(picture('U4', 'p4'))
  const id = 'line/default/U4#1'
  await kept(id)
  await deliver(event('U4', { type: 'unsend', unsend: { messageId: 'p4' } }))
  await until(async () => (await fileOf(id))?.status === 'gone')
  expect(await (await get(id)).json()).toMatchObject({ message: 'The customer took this file back.' })
})

test('an address that is not of the platform is not asked', async () => {
  const elsewhere = { type: 'external', originalContentUrl: 'http://127.0.0.1:9/secret' }
  const message = { type: 'image', id: 'p5', contentProvider: elsewhere }
  await deliver(event('U5', { type: 'message', message }))
  await until(async () => (await fileOf('line/default/U5#1'))?.reason === 'This is no file of LINE.')
})

test('credentials stay with the platform when it leads to another place', async () => {
  phones.keep('ME1', gif)
  const url = `${parley.url}/hooks/sms/default`
  const form = {
    Body: '',
    From: '+15005550101',
    MediaContentType0: 'image/png',
    MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${twilio.accountSid}/Messages/MM1/Media/ME1`,
    MessageSid: 'MM1',
    NumMedia: '1',
    To: '+15005550006',
  }
  const text = url + Object.entries(form).flat().join('')
  const signature = createHmac('sha1', twilio.authToken).update(text).digest('base64')
  await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
  })
  await kept('sms/default/+15005550101#1')
  const [asked, led] = phones.calls.filter(({ path }) => path.includes('ME1'))
  expect(asked?.headers.authorization).toMatch(/^Basic /)
  expect(led?.headers.authorization).toBeUndefined()
})
