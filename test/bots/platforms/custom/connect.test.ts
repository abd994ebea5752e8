import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/custom/connect.ts'
import { render } from '../../../../bots/platforms/custom/render.ts'
import type { CustomSettings } from '../../../../bots/platforms/custom/settings.ts'
import { faults, type Gateway, refusal, startGateway } from '../../../doubles/gateway.ts'
import { needs } from '../../channels/contract.ts'
import { account } from '../../channels/custom-webhooks.ts'

const signal = new AbortController().signal
const to = { id: 'u7', address: { thread: 't1' }, author: 'bot', key: 'k', language: 'pt' } as const

let gateway: Gateway
beforeEach(async () => {
  gateway = await startGateway(account.secret)
})
afterEach(async () => {
  await gateway.close()
})

const open = (more: Partial<CustomSettings> = {}) =>
  connect({ ...account, url: `${gateway.url}/parley`, ...more }, needs)
const send = (message: Message, key: string, connection = open()) =>
  connection.send(render(message, to), { key, signal })
const hello: Message = { type: 'text', text: 'Olá' }

test('posts what is said, signed, and takes the id that the gateway gives', async () => {
  expect(await send(hello, 'custom/default/ü7#1/k1')).toEqual({ id: 'out-1' })
  expect(gateway.sends()).toEqual([
    {
      type: 'message',
      to: { id: 'u7', language: 'pt', address: { thread: 't1' } },
      author: 'bot',
      message: hello,
    },
  ])
})

test('signs the time at which it posts', async () => {
  await send(hello, 'k1')
  expect(gateway.calls[0]?.headers['webhook-timestamp']).toBe(`${needs.clock() / 1000}`)
})

test('takes its own id where the gateway gives none', async () => {
  gateway.fail({ status: 204 })
  expect((await send(hello, 'k1')).id).toBe(gateway.ids()[0])
})

test('signs with both secrets while one is changed', async () => {
  const secret = `whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD ${account.secret}`
  await send(hello, 'k1', open({ secret }))
  expect(gateway.sends()).toHaveLength(1)
})

test('posts the same key under the same id, so that it is taken once, and two keys as two', async () => {
  for (const key of ['k1', 'k1', 'k2']) await send(hello, key)
  const [first, again, other] = gateway.ids()
  expect(first).toMatch(/^msg_[\w-]{43}$/)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
  expect(gateway.sends()).toHaveLength(2)
})

test.each([
  [true, 'retry'],
  [false, 'unknown'],
] as const)('after no answer from a gateway that knows an id again (%s): %s', async (idempotent, kind) => {
  gateway.fail('close')
  await expect(send(hello, 'k1', open({ idempotent }))).rejects.toMatchObject({ class: kind })
})

test('makes of a message what the gateway can carry', async () => {
  const poor = open({ textLimit: 60, choices: 0, media: false })
  const choices = [
    { value: 'late', text: 'It is late' },
    { value: 'other', text: 'Something else' },
  ]
  await send({ type: 'choices', text: 'What is it about?', choices }, 'k1', poor)
  await send({ type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp' }, 'k2', poor)
  await send({ type: 'text', text: 'One two three. '.repeat(6) }, 'k3', poor)
  await send({ type: 'card', title: 'Lamp', text: 'Warm', choices }, 'k4')
  expect(gateway.sends().map((said) => JSON.parse(JSON.stringify(said)).message)).toEqual([
    { type: 'text', text: 'What is it about?\n\n1. It is late\n2. Something else' },
    { type: 'text', text: 'A lamp\nhttps://shop.example/a.png' },
    { type: 'text', text: expect.stringMatching(/^One.{20,59}$/) },
    { type: 'text', text: expect.stringMatching(/^One.{10,59}$/) },
    { type: 'choices', text: 'Lamp\n\nWarm', choices },
  ])
})

test.each([
  [{ error: 'window', reason: 'Wait for them.' }, 400, 'window'],
  [{ error: 'permanent' }, 500, 'permanent'],
  [{}, 410, 'blocked'],
  [{}, 404, 'account'],
  [{}, 302, 'account'],
  [{}, 400, 'permanent'],
  [{ error: 'nonsense' }, 400, 'permanent'],
] as const)('knows what a gateway means by %j with %i', async (body, status, kind) => {
  gateway.fail(refusal(status, body))
  await expect(send(hello, 'k1')).rejects.toMatchObject({ class: kind })
})

test('keeps the secret and what was said out of every error', async () => {
  for (const fault of ['close', faults.account, faults.refused] as const) {
    gateway.fail(fault)
    const error = await send(hello, 'k1').then(
      () => expect.unreachable('it was sent'),
      (failure: unknown) => failure,
    )
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('gateway')
    for (const hidden of [account.secret, 'Olá']) expect(told).not.toContain(hidden)
  }
})

test('tells that somebody writes where the gateway wants to know, and minds no refusal', async () => {
  expect(open().typing).toBeUndefined()
  const connection = open({ typing: true })
  await connection.typing?.(to)
  gateway.fail('close')
  await connection.typing?.(to)
  expect(JSON.parse(gateway.calls[0]?.body ?? '')).toEqual({
    type: 'typing',
    to: { id: 'u7', language: 'pt', address: { thread: 't1' } },
  })
})

test('fetches files of the gateway only', async () => {
  const file = await open().media?.(`${gateway.url}/files/4`, signal)
  expect(await new Response(file?.body).text()).toBe('a picture')
  for (const url of ['https://shop.example/a.png', '/files/4', 'file:///etc/hostname'])
    await expect(open().media?.(url, signal)).rejects.toThrow('no file of the gateway')
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/custom/shop'
  const settings = { ...account, url: `${gateway.url}/parley` }
  const rows = async () => (await connect(settings, { ...needs, webhook }).check?.()) ?? []
  expect(await rows()).toEqual([
    { name: 'Gateway', ok: true },
    { name: 'Receiving', ok: true, help: expect.stringContaining(webhook) },
  ])
  expect(gateway.sends()).toEqual([])
  gateway.fail(faults.account)
  expect((await rows())[0]).toMatchObject({ ok: false, help: expect.stringContaining('same secret') })
  expect((await open().check?.())?.[1]?.help).toContain('PUBLIC_URL')
})
