import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../../bots/platforms/kik/connect.ts'
import { render } from '../../../../bots/platforms/kik/render.ts'
import { faults, type KikApi, sending, startKikApi } from '../../../doubles/kik-api.ts'
import { needs } from '../../channels/contract.ts'

const bot = { username: 'exampleshop', key: 'an-invented-key' }
const signal = new AbortController().signal
let api: KikApi
beforeEach(async () => {
  api = await startKikApi(bot)
})
afterEach(() => api.close())

const open = (more: Partial<typeof needs> = {}, key = bot.key) =>
  connect({ ...bot, key, apiBase: api.url }, { ...needs, ...more })
const to = { id: 'mira.o', address: null, author: 'bot', key: 'k', language: 'en' } as const
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => render({ type: 'text', text: `${index}` }, to)).flat()

test('sends what belongs together in one request, and 25 at the most', async () => {
  expect(await open().send(many(3), { key: 'k', signal })).toEqual({ id: 'k' })
  await open().send(many(60), { key: 'k2', signal })
  expect(api.sends().map(({ length }) => length)).toEqual([3, 25, 25, 10])
})

test('is unknown when its beginning was sent', async () => {
  const connection = open({
    http: async (request) => {
      if (api.sends().length === 1) api.fail(faults.broken, sending)
      return needs.http(request)
    },
  })
  await expect(connection.send(many(30), { key: 'k', signal })).rejects.toMatchObject({ class: 'unknown' })
})

test('keeps the key and what was said out of every error', async () => {
  for (const fault of ['close', { status: 200, body: '<html>' }, faults.refused] as const) {
    api.fail(fault, sending)
    const calls = render({ type: 'text', text: 'my secret wish' }, to)
    const error: unknown = await open()
      .send(calls, { key: 'k', signal })
      .catch((thrown: unknown) => thrown)
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('Kik')
    expect(told).not.toMatch(/an-invented-key|my secret wish/)
  }
})

test('shows that somebody writes, and minds no refusal', async () => {
  await open().typing?.(to)
  api.fail('close', sending)
  await open().typing?.(to)
  expect(api.sends()[0]).toEqual([{ type: 'is-typing', to: 'mira.o', isTyping: true }])
})

test('fetches a file the customer sent without credentials, and nothing else', async () => {
  await expect(open().media?.(`kik:${api.url}/lamp.jpg`, signal)).rejects.toThrow('did not give the file')
  expect(api.calls.at(-1)?.headers.authorization).toBeUndefined()
  for (const url of ['https://shop.example/a.png', 'kik:x'])
    await expect(open().media?.(url, signal)).rejects.toThrow('no file of Kik')
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/kik/shop'
  expect((await open({ webhook }).check?.())?.[1]?.help).toContain(`Set the webhook to ${webhook}`)
  api.config.webhook = webhook
  expect((await open({ webhook }).check?.())?.map(({ ok }) => ok)).toEqual([true, true])
  expect((await open().check?.())?.[1]?.help).toContain('PUBLIC_URL')
  expect(await open({ webhook }, 'wrong').check?.()).toEqual([
    { name: 'Key', ok: false, help: expect.stringContaining('closed its platform to bots in 2019') },
  ])
})
