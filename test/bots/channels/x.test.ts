import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../../bots/channel.ts'
import { x } from '../../../bots/channels/x.ts'
import type { Message } from '../../../bots/message.ts'
import { faults, sending, startXApi } from '../../doubles/x-api.ts'
import { expected } from '../../fixtures/x/expected.ts'
import { channelContract } from './contract.ts'

const keys = {
  apiKey: 'invented-api-key',
  apiSecret: 'invented-api-secret',
  accessToken: '800100000000000001-inventedAccessToken',
  accessSecret: 'invented-access-secret',
}
const settings = { ...keys, apiBase: 'http://127.0.0.1:9' }
const folder = new URL('../../fixtures/x/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const sign = (body: string, secret = keys.apiSecret) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`

channelContract({
  channel: x,
  settings,
  genuine: (body) => delivery(body, sign(body)),
  forged: (body) => ({
    'without a signature': delivery(body),
    'of another secret': delivery(body, sign(body, 'another-secret')),
    'of another body': delivery(body, sign(`${body} `)),
    'half of a signature': delivery(body, sign(body).slice(0, 30)),
    'without its name': delivery(body, sign(body).slice(7)),
    'a signature in other letters': delivery(body, sign(body).toUpperCase()),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_attachment'), fixture('unknown_event')],
  batch: { body: fixture('batch'), good: 2 },
  shown: ({ text }) => ({ text }),
  buttonBytes: 0,
  platform: async () => {
    const api = await startXApi(keys)
    return {
      settings: { ...settings, apiBase: api.url },
      fail: (name) => {
        api.calls.length = 0
        api.fail(faults[name])
      },
      arrived: () => api.arrived(({ path }) => sending.test(path)),
      close: api.close,
    }
  },
})

function delivery(body: string, signature?: string): WebhookRequest {
  const headers = { 'x-twitter-webhooks-signature': signature }
  return { method: 'POST', url: '/hooks/x/shop', query: {}, headers, body: Buffer.from(body) }
}

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('nothing is believed without a secret', () => {
  const { apiSecret: _, ...without } = settings
  expect(x.verify(delivery('{}', sign('{}', '')), without)).toBe(false)
})

describe('who wrote', () => {
  const item = async (name: string) => (await x.parse(delivery(fixture(name)), settings))[0]

  test('is the other side, with the name that either form tells', async () => {
    const her = { id: '700100000000000007', name: 'Mira' }
    for (const name of ['text', 'account_text', 'own']) expect((await item(name))?.from).toEqual(her)
    expect(await item('text')).toMatchObject({ at: '2026-09-21T14:21:40.001Z', by: 'customer' })
    expect((await item('own'))?.by).toBe('system')
  })
  test('wrote to the account that the delivery is for', async () => {
    expect((await item('text'))?.account).toBe('800100000000000001')
    expect(x.platformId?.(settings)).toBe('800100000000000001')
  })
})

describe('asked whether the address is still ours', () => {
  const asked = (query: Record<string, string>) =>
    x.answer?.({ ...delivery(''), method: 'GET', query }, settings)

  test('it answers with the seal of the token', () => {
    const { status, body = '' } = asked({ crc_token: 'abc' }) ?? {}
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({ response_token: sign('abc') })
  })
  test('by somebody without a token, it does not', () => {
    expect(asked({})).toEqual({ status: 403 })
  })
  test('a delivery is none', () => {
    expect(x.answer?.(delivery('{}'), settings)).toBeNull()
  })
})

test('a call says words without marks, and the address of a file', () => {
  const rendered = (message: Message) =>
    x.render(message, { id: '7', address: null, author: 'bot', key: 'k', language: 'en' })
  expect(rendered({ type: 'text', text: '**Hello** _you_' })).toEqual([{ to: '7', text: 'Hello you' }])
  expect(
    rendered({ type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A *lamp*' }),
  ).toEqual([{ to: '7', text: 'A lamp\nhttps://shop.example/a.png' }])
})

test('an account says why it is off', () => {
  const { apiKey, apiSecret, accessToken, accessSecret, apiBase } = settings
  expect(x.off(settings)).toBeNull()
  expect(x.off({ apiKey, accessToken, accessSecret, apiBase })).toContain('X_API_SECRET is not set')
  expect(x.off({ apiSecret, accessToken, accessSecret, apiBase })).toContain('X_API_KEY is not set')
  expect(x.off({ apiKey, apiSecret, accessToken, apiBase })).toContain('X_ACCESS_SECRET')
})
