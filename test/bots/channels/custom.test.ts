import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Recipient } from '../../../bots/channel.ts'
import { custom } from '../../../bots/channels/custom.ts'
import type { CustomCall } from '../../../bots/platforms/custom/render.ts'
import { faults, startGateway } from '../../doubles/gateway.ts'
import { expected } from '../../fixtures/custom/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { account, delivery, headersOf, idOf } from './custom-webhooks.ts'

const another = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const folder = new URL('../../fixtures/custom/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) =>
  file.endsWith('.json') && !file.startsWith('tango') ? [file.slice(0, -5)] : [],
)
const genuine = (body: string) => delivery(body, headersOf(body))
const seconds = () => Math.floor(Date.now() / 1000)

channelContract({
  channel: custom,
  settings: account,
  genuine,
  forged: (body) => {
    const right = headersOf(body)
    const signature = right['webhook-signature'] ?? ''
    return {
      'without a signature': delivery(body, { ...right, 'webhook-signature': undefined }),
      'without an id': delivery(body, { ...right, 'webhook-id': undefined }),
      'without a time': delivery(body, { ...right, 'webhook-timestamp': undefined }),
      'of another secret': delivery(body, headersOf(body, { secret: another })),
      'of another body': delivery(`${body} `, right),
      'of another id': delivery(body, { ...right, 'webhook-id': 'msg_other' }),
      'of another time': delivery(body, { ...right, 'webhook-timestamp': `${seconds() - 1}` }),
      'half of a signature': delivery(body, { ...right, 'webhook-signature': signature.slice(0, 20) }),
      'no version': delivery(body, { ...right, 'webhook-signature': signature.slice(3) }),
      'another version': delivery(body, { ...right, 'webhook-signature': signature.replace('v1', 'v1a') }),
      'six minutes old': delivery(body, headersOf(body, { at: seconds() - 360 })),
      'of six minutes from now': delivery(body, headersOf(body, { at: seconds() + 360 })),
    }
  },
  fixtures: Object.fromEntries(names.map((name) => [name, { body: fixture(name), becomes: becomes(name) }])),
  unknown: [fixture('unknown_message'), fixture('unknown_event')],
  batch: { body: fixture('batch'), good: 2 },
  shown,
  buttonBytes: 5000,
  platform: async () => {
    const gateway = await startGateway(account.secret)
    return {
      // Of what has an id that is known again, nothing is unknown (see connect.test.ts).
      settings: { ...account, url: `${gateway.url}/parley`, idempotent: false },
      fail: (name) => {
        gateway.calls.length = 0
        gateway.fail(faults[name])
      },
      arrived: () => gateway.arrived(() => true),
      close: gateway.close,
    }
  },
})

afterEach(() => {
  vi.useRealTimers()
})

function becomes(name: string) {
  const body = fixture(name)
  return (expected[name] ?? []).map(({ once, event }) => ({
    once: typeof once === 'number' ? `${idOf(body)}/${once}` : once,
    event,
  }))
}

function shown({ message }: CustomCall): Shown {
  if (message.type === 'text') return { text: message.text }
  if (message.type === 'media') return { caption: message.alt ?? '' }
  if (message.type !== 'choices') return {}
  return { text: message.text, buttons: message.choices.map(({ text, value }) => ({ text, data: value })) }
}

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('what is believed is what the specification says', () => {
  // The example of https://github.com/standard-webhooks/standard-webhooks: its secret, id, time, body and signature.
  vi.useFakeTimers({ now: 1_614_265_330_000, toFake: ['Date'] })
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const body = '{"test": 2432232314}'
  expect(custom.verify(delivery(body, headers), account)).toBe(true)
  expect(custom.verify(delivery('{"test": 2432232315}', headers), account)).toBe(false)
})

test('while a secret changes, either is believed', () => {
  const both = { ...account, secret: `${another} ${account.secret}` }
  const body = fixture('text')
  for (const secret of [another, account.secret])
    expect(custom.verify(delivery(body, headersOf(body, { secret })), both)).toBe(true)
  const [old, fresh] = [another, account.secret].map(
    (secret) => headersOf(body, { secret })['webhook-signature'],
  )
  const headers = { ...headersOf(body), 'webhook-signature': `${old} ${fresh}` }
  expect(custom.verify(delivery(body, headers), account)).toBe(true)
})

test('nothing is believed without a secret', () => {
  const { secret: _, ...without } = account
  expect(custom.verify(genuine('{}'), without)).toBe(false)
})

describe('who wrote', () => {
  const item = async (name: string) => (await custom.parse(genuine(fixture(name)), account))[0]

  test('is told with name and language, and what is needed to answer is kept', async () => {
    expect(await item('text')).toMatchObject({
      from: { id: 'u-7001', name: 'Mira', language: 'pt' },
      at: '2026-09-21T14:21:01.000Z',
      by: 'customer',
      address: { thread: 't-1' },
    })
  })
  test('is a group, or somebody of another number', async () => {
    expect((await item('group'))?.from).toEqual({ id: 'g-1', group: true })
    expect((await item('other_number'))?.account).toBe('number-2')
  })
  test('is nobody where a platform tells', async () => {
    expect((await item('echo'))?.by).toBe('system')
    expect((await item('read'))?.by).toBe('system')
  })
})

test('a call says what, to whom, and who says it', () => {
  const to: Recipient = { id: 'u7', address: { thread: 't1' }, author: 'agent:7', key: 'k', language: 'pt' }
  const message = { type: 'text', text: 'Olá' } as const
  expect(custom.render(message, to)).toEqual([
    {
      type: 'message',
      to: { id: 'u7', language: 'pt', address: { thread: 't1' } },
      author: 'agent',
      message,
    },
  ])
  expect(custom.render(message, { ...to, name: 'Ann' })[0]?.name).toBe('Ann')
  expect(custom.render(message, { ...to, author: 'bot' })[0]?.author).toBe('bot')
})

test('an account says why it is off', () => {
  const { secret, url, ...rest } = account
  expect(custom.off(account)).toBeNull()
  expect(custom.off({ ...rest, url })).toContain('CUSTOM_SECRET is not set')
  expect(custom.off({ ...rest, secret })).toContain('CUSTOM_URL is not set')
})
