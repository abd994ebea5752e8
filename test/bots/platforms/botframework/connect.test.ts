import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Recipient } from '../../../../bots/channel.ts'
import { connect } from '../../../../bots/platforms/botframework/connect.ts'
import { render } from '../../../../bots/platforms/botframework/render.ts'
import { type BotService, faults, published, sending, startBotService } from '../../../doubles/bot-service.ts'
import { needs } from '../../channels/contract.ts'

const secret = 'an-invented-secret'
const signal = new AbortController().signal
let service: BotService
beforeEach(async () => {
  service = await startBotService({ appId: 'app-7', password: secret })
})
afterEach(() => service.close())

const open = (more: object = {}, its: Partial<typeof needs> = {}) =>
  connect(
    {
      appId: 'app-7',
      password: secret,
      tenant: 'tenant-7',
      loginBase: service.url,
      openIdUrl: `${service.url}/openid`,
      issuer: 'https://api.botframework.com',
      serviceBase: service.url,
      ...more,
    },
    { ...needs, ...its },
  )
const to = (at = service.url, conversation = '19:abc@thread.tacv2;messageid=7'): Recipient => ({
  id: `msteams|${conversation}`,
  address: {
    service: `${at}/`,
    channel: 'msteams',
    conversation,
    bot: { id: '28:app-7', name: 'Example Shop' },
    user: { id: '29:mira' },
    kind: 'channel',
    group: true,
  },
  author: 'bot',
  key: 'k',
  language: 'en',
})
const calls = (text: string, whom = to()) => render({ type: 'text', text }, whom)
const refused = (promise: Promise<unknown> | undefined): Promise<Error & { class?: string }> =>
  Promise.resolve(promise).then(
    () => expect.unreachable('it was sent'),
    (error) => error,
  )
const tokens = () => service.calls.filter(({ path }) => path.endsWith('/token'))

test('says it in the conversation, as the bot, with a token of its tenant', async () => {
  const { id } = await open().send(calls('Hello 📦'), { key: 'k', signal })
  expect(id).toBe('19:abc@thread.tacv2;messageid=7|0000000')
  expect(tokens().map(({ path }) => path)).toEqual(['/tenant-7/oauth2/v2.0/token'])
  expect(service.calls.at(-1)).toMatchObject({
    path: '/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D7/activities',
    headers: { authorization: 'Bearer token-1' },
  })
  expect(service.sends()).toEqual([
    {
      type: 'message',
      text: 'Hello 📦',
      textFormat: 'markdown',
      serviceUrl: `${service.url}/`,
      channelId: 'msteams',
      from: { id: '28:app-7', name: 'Example Shop' },
      recipient: { id: '29:mira', name: '' },
      conversation: {
        id: '19:abc@thread.tacv2;messageid=7',
        isGroup: true,
        conversationType: 'channel',
        name: '',
      },
    },
  ])
})

test('asks for one token, however many messages wait for it, and keeps it until it ends', async () => {
  let now = needs.clock()
  const connection = open({}, { clock: () => now })
  await Promise.all(['a', 'b', 'c'].map((text) => connection.send(calls(text), { key: text, signal })))
  now += 54 * 60_000
  await connection.send(calls('d'), { key: 'd', signal })
  expect(tokens()).toHaveLength(1)
  now += 2 * 60_000
  await connection.send(calls('e'), { key: 'e', signal })
  expect(tokens()).toHaveLength(2)
})

test('asks for a new token when the service does not take the old one', async () => {
  const connection = open()
  await connection.send(calls('a'), { key: 'a', signal })
  service.revoke()
  expect((await connection.send(calls('b'), { key: 'b', signal })).id).toMatch(/0000001$/)
  expect(tokens()).toHaveLength(2)
})

test.each([
  ['busy', 'retry'],
  ['conflict', 'retry'],
  ['broken', 'retry'],
  ['large', 'permanent'],
  ['lost', 'permanent'],
  ['blocked', 'blocked'],
  ['gone', 'blocked'],
  ['disabled', 'account'],
] as const)('tells faults apart: %s is %s', async (fault, kind) => {
  service.fail(faults[fault], sending)
  expect(await refused(open().send(calls('a'), { key: 'a', signal }))).toMatchObject({ class: kind })
  expect(service.calls.filter(({ path }) => sending.test(path))).toHaveLength(1) // the SDK does not repeat it
})

test('is the account when Microsoft gives no token, and nothing holds the secret', async () => {
  const wrong = 'a-wrong-secret'
  const error = await refused(open({ password: wrong }).send(calls('my wish'), { key: 'a', signal }))
  expect(error).toMatchObject({ class: 'account' })
  expect(error.message).toContain('AADSTS7000215')
  const told = `${error.stack}${JSON.stringify(error)}${error.cause}`
  expect(told).not.toContain(wrong)
  expect(told).not.toContain('my wish')
})

test('may be tried again when it never came to saying it', async () => {
  service.fail('close', /token$/)
  expect(await refused(open().send(calls('a'), { key: 'a', signal }))).toMatchObject({ class: 'retry' })
  expect(
    await refused(open({ loginBase: 'http://127.0.0.1:9' }).send(calls('a'), { key: 'a', signal })),
  ).toMatchObject({ class: 'retry' })
})

test('is unknown when a proxy answers', async () => {
  service.fail({ status: 200, body: '<html>' }, sending)
  expect(await refused(open().send(calls('a'), { key: 'a', signal }))).toMatchObject({ class: 'unknown' })
})

test('takes no token to an address that is not safe', async () => {
  for (const at of ['http://service.example', 'ftp://service.example', 'nowhere'])
    expect(await refused(open().send(calls('a', to(at)), { key: 'a', signal }))).toMatchObject({
      class: 'permanent',
    })
  const inside = to(service.url.replace('http:', 'https:'))
  expect(await refused(open().send(calls('a', inside), { key: 'a', signal }))).toMatchObject({
    name: 'DeliveryError',
  })
  expect(service.sends()).toEqual([])
  const nobody = { ...to(), address: null }
  expect(await refused(open().send(calls('a', nobody), { key: 'a', signal }))).toMatchObject({
    class: 'permanent',
  })
})

test('opens no private address but the one that is set', async () => {
  const asked: (string | undefined)[] = []
  const http: typeof needs.http = async (request) => {
    if (request.url.includes('/v3/')) asked.push(request.trusted)
    return { status: 200, headers: {}, body: '{"id":"1","access_token":"t","expires_in":3600}' }
  }
  const elsewhere = calls('a', to('https://10.0.0.7'))
  await open({}, { http }).send(elsewhere, { key: 'a', signal })
  const closed = connect(
    {
      appId: 'app-7',
      password: secret,
      tenant: 't',
      loginBase: service.url,
      openIdUrl: service.url,
      issuer: 'https://api.botframework.com',
    },
    { ...needs, http },
  )
  await closed.send(elsewhere, { key: 'a', signal })
  expect(asked).toEqual([service.url, undefined])
})

test('shows that somebody writes, and minds no refusal', async () => {
  const connection = open()
  await connection.typing?.(to())
  service.fail('close', sending)
  await connection.typing?.(to())
  await connection.typing?.({ ...to(), address: null })
  expect(service.sends().map(({ type }) => type)).toEqual(['typing', 'typing'])
})

test("fetches the service's files with the bot's token, others without, and nothing else", async () => {
  service.keep('a1', 'bytes of a picture')
  const connection = open()
  const file = await connection.media?.(`botframework:token:${service.url}/v3/attachments/a1`, signal)
  expect(file?.type).toBe('image/png')
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  await expect(connection.media?.(`botframework:${service.url}/v3/attachments/a1`, signal)).rejects.toThrow(
    '401',
  )
  expect(service.calls.at(-1)?.headers.authorization).toBeUndefined()
  for (const url of ['https://shop.example/a.png', 'botframework:x/0'])
    await expect(connection.media?.(url, signal)).rejects.toThrow('no file of Bot Framework')
  await expect(connection.media?.('botframework:token:http://evil.example/a', signal)).rejects.toThrow('safe')
})

test('fetches the keys that are published, and those of the login only for other bots', async () => {
  expect(await open().keys?.()).toEqual({ service: published.service, callers: null })
  expect(await open({ callers: 'parent-7' }).keys?.()).toEqual(published)
  service.fail({ status: 200, body: '{}' }, /openid/)
  await expect(open().keys?.()).rejects.toThrow('names no keys')
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/botframework/shop'
  expect(await open({}, { webhook }).check?.()).toEqual([
    { name: 'Token', ok: true },
    { name: 'Keys', ok: true },
    { name: 'Receiving', ok: true, help: expect.stringContaining(webhook) },
  ])
  service.fail('close', /keys/)
  const rows = await open({ password: 'wrong' }).check?.()
  expect(rows?.map(({ ok }) => ok)).toEqual([false, false, false])
  expect(rows?.map(({ help }) => help).join('\n')).toMatch(/client secret.*keys.*PUBLIC_URL/s)
})
