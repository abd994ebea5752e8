import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/viber/connect.ts'
import { render } from '../../../../bots/platforms/viber/render.ts'
import { faults, refusal, startViberApi, type ViberApi } from '../../../doubles/viber-api.ts'
import { needs } from '../../channels/contract.ts'

const token = 'invented-auth-token'
const signal = new AbortController().signal
const webhook = 'https://chat.example/hooks/viber/shop'

let api: ViberApi
beforeEach(async () => {
  api = await startViberApi(token)
})
afterEach(async () => {
  await api.close()
})

const open = (more: Partial<typeof needs> = {}) =>
  connect({ token, name: 'Example Shop', apiBase: api.url }, { ...needs, ...more })
const send = (message: Message) =>
  open().send(render(message, { id: 'u7', address: null, author: 'bot', key: 'k', language: 'en' }), {
    key: 'k',
    signal,
  })
const hello: Message = { type: 'text', text: 'Hello' }
const picture: Message = { type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp' }

test('sends as the name of the account, and gives the token whole', async () => {
  expect(await send(hello)).toEqual({ id: '5000000000000000701' })
  expect(api.sends()).toEqual([
    { sender: { name: 'Example Shop' }, receiver: 'u7', type: 'text', text: 'Hello' },
  ])
})

test('says the address of a picture that Viber does not take', async () => {
  api.fail(faults.refused)
  await send(picture)
  expect(api.sends().map(({ type, text }) => [type, text])).toEqual([
    ['picture', 'A lamp'],
    ['text', 'A lamp\nhttps://shop.example/a.png'],
  ])
})

test('is unknown when only the first of two parts has arrived', async () => {
  const connection = open()
  const calls = render(
    { type: 'location', latitude: 1, longitude: 2, label: 'Shop' },
    { id: 'u7', address: null, author: 'bot', key: 'k', language: 'en' },
  )
  api.fail({ status: 200, body: '{"status":0,"message_token":7}' })
  api.fail(faults.busy)
  await expect(connection.send(calls, { key: 'b', signal })).rejects.toMatchObject({ class: 'unknown' })
})

test.each([
  [5, 'blocked'],
  [7, 'account'],
  [9, 'account'],
  [10, 'account'],
  [11, 'permanent'],
  [24, 'account'],
] as const)('knows what Viber means by %i', async (status, kind) => {
  api.fail(refusal(status, 'words of Viber'))
  await expect(send(hello)).rejects.toMatchObject({ class: kind })
})

test('keeps the token and what was said out of every error', async () => {
  for (const fault of ['close', { status: 200, body: '<html>a proxy</html>' }, faults.account] as const) {
    api.fail(fault)
    const error = await send(hello).then(
      () => expect.unreachable('it was sent'),
      (failure: unknown) => failure,
    )
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('Viber')
    for (const hidden of [token, 'Hello']) expect(told).not.toContain(hidden)
  }
})

test('asks Viber to deliver, again when that failed, and not without an address', async () => {
  await open().close()
  expect(api.calls).toEqual([])
  api.fail(faults.broken, /set_webhook/)
  const connection = open({ webhook })
  await api.arrived(({ path }) => path === '/pa/set_webhook')
  await expect.poll(() => api.account.webhook, { timeout: 10_000 }).toBe(webhook)
  expect(api.account.events).toContain('conversation_started')
  await connection.close()
})

test('stops asking when it is closed', async () => {
  api.fail('hang', /set_webhook/)
  const connection = open({ webhook })
  await api.arrived(() => true)
  await connection.close()
  expect(api.calls).toHaveLength(1)
})

test('fetches files of Viber only, and shows its token to none', async () => {
  const asked: object[] = []
  const connection = open({
    fetch: async ({ url, headers = {} }) => {
      asked.push([url, headers])
      return { status: 200, headers: { 'content-type': 'image/png' }, body: new ReadableStream() }
    },
  })
  const file = await connection.media?.('viber:https://dl-media.viber.com/a.png', signal)
  expect(file?.type).toBe('image/png')
  expect(asked).toEqual([['https://dl-media.viber.com/a.png', {}]])
  for (const url of [
    'https://shop.example/a.png',
    'viber:https://shop.example/a.png',
    'viber:http://dl.viber.com/a',
    'viber:',
  ])
    await expect(open().media?.(url, signal)).rejects.toThrow('no file of Viber')
})

test('tells in words what does not work', async () => {
  const connection = open({ webhook })
  await expect.poll(() => api.account.webhook, { timeout: 10_000 }).toBe(webhook)
  const rows = async () => (await connection.check?.()) ?? []
  expect(await rows()).toEqual([
    { name: 'Token', ok: true },
    { name: 'Receiving', ok: true },
  ])
  api.account.webhook = 'https://other.example'
  expect((await rows())[1]?.help).toContain('Viber delivers to https://other.example')
  api.account.webhook = ''
  expect((await rows())[1]?.help).toContain('Viber delivers nowhere')
  expect((await open().check?.())?.[1]?.help).toContain('PUBLIC_URL')
  api.fail(faults.account, /info/)
  expect(await rows()).toEqual([
    { name: 'Token', ok: false, help: expect.stringContaining('Viber Admin Panel') },
  ])
  await connection.close()
})
