import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/line/connect.ts'
import { render } from '../../../../bots/platforms/line/render.ts'
import { faults, type LineApi, sending, startLineApi } from '../../../doubles/line-api.ts'
import { needs } from '../../channels/contract.ts'

const token = 'invented-token'
const now = needs.clock()
const signal = new AbortController().signal

let api: LineApi
beforeEach(async () => {
  api = await startLineApi(token)
})
afterEach(async () => {
  await api.close()
})

const open = (more: Partial<typeof needs> = {}, base = api.url) =>
  connect({ secret: 's', token, apiBase: base, dataBase: base }, { ...needs, ...more })
const calls = (text: string, reply?: { token: string; at: number }) =>
  render(
    { type: 'text', text },
    { id: 'U7', address: reply ?? null, author: 'bot', key: 'k', language: 'en' },
  )
const ways = () => api.sends().map(({ by }) => by)

test('replies while the token is younger than 50 seconds, and then pushes', async () => {
  const connection = open()
  await connection.send(calls('a', { token: 't1', at: now - 49_999 }), { key: 'k1', signal })
  await connection.send(calls('b', { token: 't2', at: now - 50_000 }), { key: 'k2', signal })
  await connection.send(calls('c'), { key: 'k3', signal })
  expect(ways()).toEqual(['reply', 'push', 'push'])
  expect(api.sends()[0]?.payload).toEqual({ replyToken: 't1', messages: [{ type: 'text', text: 'a' }] })
  expect(api.sends()[1]?.payload).toEqual({ to: 'U7', messages: [{ type: 'text', text: 'b' }] })
})

test('uses a token once', async () => {
  const connection = open()
  for (const key of ['k1', 'k2']) await connection.send(calls(key, { token: 't1', at: now }), { key, signal })
  expect(ways()).toEqual(['reply', 'push'])
})

test('pushes when LINE does not take the token any more', async () => {
  api.expire('t1')
  const { id } = await open().send(calls('a', { token: 't1', at: now }), { key: 'k1', signal })
  expect(ways()).toEqual(['reply', 'push'])
  expect(id).toBe('1001')
})

test('sends the same key as the same UUID, and two keys as two', async () => {
  const connection = open()
  await connection.send(calls('a'), { key: 'U7#1/k1', signal })
  await connection.send(calls('a'), { key: 'U7#1/k2', signal })
  await connection.send(calls('a'), { key: 'U7#1/k1', signal })
  const keys = api.sends().map(({ key }) => key)
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(keys[2]).toBe(keys[0])
  expect(keys[1]).not.toBe(keys[0])
})

test('takes it for sent when LINE has accepted the key before', async () => {
  const connection = open()
  const first = await connection.send(calls('a'), { key: 'k1', signal })
  const again = await connection.send(calls('a'), { key: 'k1', signal })
  expect(first.id).toBe('1001')
  expect(again.id).toBe('req-1')
})

test.each(['close', 'hang'] as const)(
  'may be tried again after a push of unknown outcome: %s',
  async (how) => {
    api.fail(how, sending)
    const patience = new AbortController()
    const sent = open().send(calls('a'), { key: 'k1', signal: patience.signal })
    if (how === 'hang') void api.arrived(() => true).then(() => patience.abort())
    await expect(sent).rejects.toMatchObject({ class: 'retry' })
  },
)

test('is unknown after a reply of unknown outcome, which has no key', async () => {
  api.fail('close', sending)
  const sent = open().send(calls('a', { token: 't1', at: now }), { key: 'k1', signal })
  await expect(sent).rejects.toMatchObject({ class: 'unknown' })
})

test('is retried when nothing can have left', async () => {
  const sent = open({}, 'http://127.0.0.1:9').send(calls('a', { token: 't1', at: now }), { key: 'k', signal })
  await expect(sent).rejects.toMatchObject({ class: 'retry' })
})

test('knows the monthly limit from too many at once', async () => {
  const fails = async (how: keyof typeof faults) => {
    api.fail(faults[how], sending)
    return open()
      .send(calls('a'), { key: how, signal })
      .catch((error: unknown) => error)
  }
  expect(await fails('busy')).toMatchObject({ class: 'retry', after: 14_000 })
  expect(await fails('quota')).toMatchObject({ class: 'account' })
})

test('keeps the token and what was said out of every error', async () => {
  const errors: unknown[] = []
  for (const fault of ['close', { status: 200, body: '<html>a proxy</html>' }, faults.refused] as const) {
    api.fail(fault, sending)
    await open()
      .send(calls('my secret wish', { token: 't1', at: now }), { key: 'k', signal })
      .catch((error: unknown) => errors.push(error))
  }
  expect(errors).toHaveLength(3)
  for (const error of errors) {
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('LINE')
    expect(told).not.toContain(token)
    expect(told).not.toContain('my secret wish')
  }
})

test('shows single people that somebody writes, and minds no refusal', async () => {
  const connection = open()
  const to = { address: null, author: 'bot', key: 'k', language: 'en' } as const
  await connection.typing?.({ id: 'U7', ...to })
  await connection.typing?.({ id: 'C7', ...to })
  api.fail('close', /loading/)
  await connection.typing?.({ id: 'U8', ...to })
  expect(api.calls.map(({ body }) => JSON.parse(body))).toEqual([
    { chatId: 'U7', loadingSeconds: 20 },
    { chatId: 'U8', loadingSeconds: 20 },
  ])
})

test('fetches a file the customer sent, and nothing else', async () => {
  api.keep('61001', 'bytes of a picture')
  const file = await open().media?.('line:61001', signal)
  expect(file?.type).toBe('image/jpeg')
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  await expect(open().media?.('line:1', signal)).rejects.toThrow('did not give the file')
  for (const url of ['https://shop.example/a.png', 'line:../../info', 'line:'])
    await expect(open().media?.(url, signal)).rejects.toThrow('no file of LINE')
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/line/shop'
  const rows = async (more: Partial<typeof needs> = { webhook }) => (await open(more).check?.()) ?? []
  expect(await rows()).toEqual([
    { name: 'Token', ok: true },
    { name: 'Receiving', ok: false, help: expect.stringContaining(`Set the webhook URL to ${webhook}`) },
  ])
  api.webhook.endpoint = webhook
  expect((await rows()).map(({ ok }) => ok)).toEqual([true, true, true])
  Object.assign(api.tried, { success: false, statusCode: 401 })
  expect((await rows())[2]?.help).toContain('set the channel secret anew')
  api.webhook.active = false
  expect((await rows())[1]?.help).toContain('Use webhook')
  expect((await rows({}))[1]?.help).toContain('PUBLIC_URL')
  api.fail(faults.account, /info/)
  expect(await rows()).toEqual([
    { name: 'Token', ok: false, help: expect.stringContaining('LINE Developers console') },
  ])
})

test('sends what belongs together in one request', async () => {
  const message: Message = { type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp' }
  await open().send(render(message, { id: 'U7', address: null, author: 'bot', key: 'k', language: 'en' }), {
    key: 'k',
    signal,
  })
  expect(api.sends()).toHaveLength(1)
})
