import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { kik } from '../../../bots/channels/kik.ts'
import type { Message } from '../../../bots/message.ts'
import type { KikCall } from '../../../bots/platforms/kik/render.ts'
import { faults, sending, startKikApi } from '../../doubles/kik-api.ts'
import { expected } from '../../fixtures/kik/expected.ts'
import { kik as published } from '../../fixtures/payloads/kik.ts'
import { isPresent, read } from '../../fixtures/payloads/published.ts'
import { channelContract, type Shown } from './contract.ts'

const settings = { username: 'exampleshop', key: 'an-invented-key', apiBase: 'http://127.0.0.1:9' }
const folder = new URL('../../fixtures/kik/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const sign = (body: string, key = settings.key) =>
  createHmac('sha1', key).update(body).digest('hex').toUpperCase()

channelContract({
  channel: kik,
  settings,
  genuine: (body) => delivery(body, sign(body)),
  forged: (body) => ({
    'without a signature': delivery(body),
    'of another key': delivery(body, sign(body, 'another-key')),
    'of another body': delivery(body, sign(`${body} `)),
    'half of a signature': delivery(body, sign(body).slice(0, 20)),
    'more than a signature': delivery(body, `${sign(body)}0`),
    'a signature that is no text': delivery(body, 'é'.repeat(40)),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_type'), fixture('broken')],
  batch: { body: fixture('batch'), good: 2 },
  shown,
  buttonBytes: 1200,
  platform: async () => {
    const api = await startKikApi(settings)
    const how = { ...faults, silent: 'hang', closed: 'close' } as const
    return {
      settings: { ...settings, apiBase: api.url },
      fail: (name) => {
        api.calls.length = 0
        api.fail(how[name], sending)
      },
      arrived: () => api.arrived(({ path }) => sending.test(path)),
      close: api.close,
    }
  },
})

function delivery(body: string, signature?: string): WebhookRequest {
  const headers = { 'x-kik-signature': signature }
  return { method: 'POST', url: '/hooks/kik/shop', query: {}, headers, body: Buffer.from(body) }
}

interface Shape {
  type: string
  body?: string
  keyboards?: { responses: { body: string; metadata: object }[] }[]
}

function shown(call: KikCall): Shown {
  const { body = '', keyboards = [] }: Shape = JSON.parse(JSON.stringify(call))
  const buttons = keyboards.flatMap(({ responses }) => responses)
  return {
    text: body,
    buttons: buttons.map((button) => ({ text: button.body, data: JSON.stringify(button.metadata) })),
  }
}

const to: Recipient = {
  id: 'mira.o',
  address: { user: 'mira.o', chat: 'chat-7' },
  author: 'bot',
  key: 'k',
  language: 'en',
}

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('says wherever it is named that it cannot be connected', () => {
  expect(kik.closed).toBe('Kik closed its platform to bots in 2019: it cannot be connected live.')
})

test('a signature is believed in capitals and in small letters, and none without a key', () => {
  const body = fixture('text')
  expect(kik.verify(delivery(body, sign(body).toLowerCase()), settings)).toBe(true)
  const { key: _, ...without } = settings
  expect(kik.verify(delivery(body, sign(body, '')), without)).toBe(false)
})

describe('who wrote', () => {
  const item = async (name: string) => (await kik.parse(delivery(fixture(name)), settings))[0]

  test('is the user, who is answered in the chat', async () => {
    expect(await item('text')).toMatchObject({
      from: { id: 'mira.o', name: 'mira.o' },
      address: { user: 'mira.o', chat: 'chat-7' },
      at: '2026-09-21T14:23:21.000Z',
    })
  })
  test('is the chat of several, and the member stays in what is raw', async () => {
    const { from, raw } = (await item('group')) ?? {}
    expect(from).toEqual({ id: 'chat-8', group: true })
    expect(JSON.stringify(raw)).toContain('mira.o')
  })
})

describe('a call', () => {
  test('suggests the answers, and each comes back as what was picked', async () => {
    const question: Message = {
      type: 'choices',
      text: '**Which** one?',
      choices: [{ value: 'late', text: 'It is late' }],
      of: 'v12',
    }
    const [call] = kik.render(question, to)
    expect(call).toEqual({
      type: 'text',
      to: 'mira.o',
      chatId: 'chat-7',
      body: 'Which one?',
      keyboards: [
        {
          type: 'suggested',
          responses: [{ type: 'text', body: 'It is late', metadata: { choice: 'late', of: 'v12' } }],
        },
      ],
    })
    const [item] = await kik.parse(delivery(fixture('choice')), settings)
    expect(item?.event).toMatchObject({ message: { type: 'choice', value: 'late', of: 'v12' } })
  })
  test('shows a picture, and its words in the same request', () => {
    const media = { type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp' } as const
    expect(kik.render(media, to).map(({ type }) => type)).toEqual(['picture', 'text'])
  })
})

test('an account says why it is off', () => {
  const { username, key, apiBase } = settings
  expect(kik.off(settings)).toBeNull()
  expect(kik.off({ key, apiBase })).toContain('KIK_USERNAME is not set')
  expect(kik.off({ username, apiBase })).toContain('KIK_KEY is not set')
})

describe.runIf(isPresent(published))('a published payload', () => {
  test.each(Object.keys(published.becomes))('names nobody, so it tells nothing: %s', async (name) => {
    expect(await kik.parse(delivery(read(published, name)), settings)).toEqual([])
  })

  test('becomes what it tells, when somebody wrote it', async () => {
    const told = async (name: string) => {
      const { messages }: { messages: object[] } = JSON.parse(read(published, name))
      const written = messages.map((message, index) => ({ ...message, id: `m${index}`, from: 'mira.o' }))
      const items = await kik.parse(delivery(JSON.stringify({ messages: written })), settings)
      return items.map(({ event }) => (event.type === 'unsupported' ? event.kind : event))
    }
    const said = (message: Message) => ({ type: 'message', id: 'm0', message })
    expect(await told('text_batch')).toEqual([said({ type: 'text', text: 'Testing' })])
    expect(await told('picture')).toEqual([
      said({ type: 'media', kind: 'image', url: 'kik:http://i.imgur.com/MxnW5UM.jpg' }),
    ])
    // Their types alone: what should be in them is not, so people see the kind; a receipt of nothing tells nothing.
    const start = { type: 'start' }
    expect(await told('all_types_minimal')).toEqual([
      ...['link', 'text', 'video', 'sticker', 'text', 'sticker', 'friend-picker', 'picture', start, 'video'],
      ...['scan-data', start, 'picture', 'link', 'scan-data', 'friend-picker'],
    ])
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret?: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read(published, 'vectors'))
    expect(vectors).toHaveLength(2)
    for (const { secret = '', headers, body, valid } of vectors)
      expect(kik.verify({ ...delivery(body), headers }, { ...settings, key: secret })).toBe(valid)
  })
})
