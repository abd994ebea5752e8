import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type messagingApi, validateSignature } from '@line/bot-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { line } from '../../../bots/channels/line.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import type { LineCall } from '../../../bots/platforms/line/render.ts'
import { faults, sending, startLineApi } from '../../doubles/line-api.ts'
import { expected } from '../../fixtures/line/expected.ts'
import { channelContract, needs, type Shown } from './contract.ts'
import { messages } from './messages.ts'

const settings = {
  secret: 'a-secret-of-ours-1',
  token: 'invented-token',
  apiBase: 'http://127.0.0.1:9',
  dataBase: 'http://127.0.0.1:9',
}
const folder = new URL('../../fixtures/line/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const sign = (body: string, secret = settings.secret) =>
  createHmac('sha256', secret).update(body).digest('base64')

channelContract({
  channel: {
    ...line,
    // By a reply token: what is pushed has a key, and of that nothing is unknown (see connect.test.ts).
    render: (message, to) =>
      line.render(message, { ...to, address: { token: crypto.randomUUID(), at: needs.clock() } }),
  },
  settings,
  genuine: (body) => delivery(body, sign(body)),
  forged: (body) => ({
    'without a signature': delivery(body),
    'of another secret': delivery(body, sign(body, 'another-secret')),
    'of another body': delivery(body, sign(`${body} `)),
    'half of a signature': delivery(body, sign(body).slice(0, 20)),
    'more than a signature': delivery(body, `${sign(body)}=`),
    'a signature in other letters': delivery(body, sign(body).toLowerCase()),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_message'), fixture('unknown_event')],
  batch: { body: fixture('batch'), good: 2 },
  shown,
  buttonBytes: 340, // LINE counts 300 characters, of which 20 are the label, of three bytes each at the most
  platform: async () => {
    const api = await startLineApi(settings.token)
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
  const headers = { 'x-line-signature': signature }
  return { method: 'POST', url: '/hooks/line/shop', query: {}, headers, body: Buffer.from(body) }
}

function shown({ messages }: LineCall): Shown {
  const texts = messages.flatMap((message) => (message.type === 'text' ? [message.text] : []))
  const buttons: { label: string; data: string }[] = []
  JSON.stringify(messages, (key, value: unknown) => {
    if (key === 'action') buttons.push(JSON.parse(JSON.stringify(value)))
    return value
  })
  return {
    ...(texts[0] === undefined ? {} : { text: texts[0] }),
    buttons: buttons.map(({ label, data }) => ({ text: label, data })),
  }
}

const to: Recipient = { id: 'U7', address: null, author: 'bot', key: 'k', language: 'en' }
const rendered = (message: Message) => line.render(message, to)[0]?.messages ?? []

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('what is believed is what the SDK of LINE believes', () => {
  for (const name of names) {
    const body = fixture(name)
    for (const signature of [sign(body), sign(body, 'another'), '', 'x'])
      expect(line.verify(delivery(body, signature), settings)).toBe(
        validateSignature(body, settings.secret, signature),
      )
  }
})

test('nothing is believed without a secret', () => {
  const { secret: _, ...without } = settings
  expect(line.verify(delivery('{}', sign('{}', '')), without)).toBe(false)
})

describe('who wrote', () => {
  const item = async (name: string) => (await line.parse(delivery(fixture(name)), settings))[0]

  test('is the user, and the reply token is kept with its time', async () => {
    const { from, at, address, account } = (await item('text')) ?? {}
    expect(from).toEqual({ id: 'Uf0a1b2c3d4e5f60718293a4b5c6d7e8f' })
    expect(at).toBe('2026-09-21T14:21:41.000Z')
    expect(address).toEqual({ token: `rt${'1'.padStart(30, '0')}`, at: 1_790_000_501_000 })
    expect(account).toBe('U0b0t0b0t0b0t0b0t0b0t0b0t0b0t0b0t')
  })
  test('is the group or room, and the member stays in what is raw', async () => {
    expect((await item('group_text'))?.from).toEqual({ id: 'C9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a', group: true })
    expect((await item('room_text'))?.from.group).toBe(true)
    expect(JSON.stringify((await item('group_text'))?.raw)).toContain('Uf0a1b2c3d4e5f60718293a4b5c6d7e8f')
  })
  test('is not answered while the account is on standby', async () => {
    expect((await item('standby'))?.quiet).toBe(true)
  })
  test('leaves no reply token where there is none', async () => {
    expect(await item('unfollow')).not.toHaveProperty('address')
  })
})

describe('a call', () => {
  test('sends each choice with its visit and label, and shows the label when it is pressed', async () => {
    const [message] = rendered({
      type: 'choices',
      text: '*What* is it about?',
      choices: [{ value: 'late', text: 'It is late' }],
      of: 'v12',
    })
    expect(message).toEqual({
      type: 'text',
      text: 'What is it about?',
      quickReply: {
        items: [
          {
            type: 'action',
            action: {
              type: 'postback',
              label: 'It is late',
              data: 'v12|late\nIt is late',
              displayText: 'It is late',
            },
          },
        ],
      },
    })
  })
  test('says what stands beside a picture, and the address of what LINE cannot load', () => {
    const send = (url: string, kind: 'image' | 'video' = 'image') =>
      rendered({ type: 'media', kind, url, alt: 'A *lamp*' })
    const url = 'https://shop.example/a.png'
    expect(send(url)).toEqual([
      { type: 'image', originalContentUrl: url, previewImageUrl: url },
      { type: 'text', text: 'A lamp' },
    ])
    for (const address of [
      'http://shop.example/a.png',
      '/files/7',
      `https://shop.example/${'a'.repeat(2000)}`,
    ])
      expect(send(address)).toEqual([{ type: 'text', text: `A lamp\n${address}` }])
    expect(send(url, 'video')).toEqual([{ type: 'text', text: `A lamp\n${url}` }])
  })
  test('shows a card with its picture and buttons', () => {
    const [card] = rendered({
      type: 'card',
      title: 'Lamp',
      text: 'Warm light',
      image: 'https://shop.example/a.png',
      choices: [{ value: 'buy', text: 'Buy it' }],
    })
    expect(card).toMatchObject({
      type: 'flex',
      altText: 'Lamp',
      contents: {
        hero: { url: 'https://shop.example/a.png' },
        body: { contents: [{ text: 'Lamp' }, { text: 'Warm light' }] },
        footer: { contents: [{ action: { label: 'Buy it', data: '|buy\nBuy it' } }] },
      },
    })
  })
  test('shows a place, and says a name that is longer than a title may be', () => {
    const place = { type: 'location', latitude: 1.5, longitude: 2 } as const
    expect(rendered(place)).toEqual([{ ...place, title: '1.5, 2', address: '1.5, 2' }])
    expect(rendered({ ...place, label: 'Shop' })[0]).toMatchObject({ title: 'Shop', address: '1.5, 2' })
    expect(rendered({ ...place, label: 'S'.repeat(101) }).map(({ type }) => type)).toEqual([
      'text',
      'location',
    ])
  })
})

test('of any message LINE takes every part', () => {
  fc.assert(
    fc.property(messages, (message) => {
      for (const part of fitted(message, line.limits)) {
        const said = rendered(part)
        expect(said.length).toBeLessThanOrEqual(5)
        for (const one of said) expect(faultOf(one)).toBeNull()
      }
    }),
  )
})

/** What LINE would refuse. Source: https://developers.line.biz/en/reference/messaging-api/#message-objects */
function faultOf(message: messagingApi.Message): string | null {
  const text = (name: string, value: unknown, most: number) =>
    typeof value === 'string' && value.trim() !== '' && value.length <= most ? null : `${name}: ${value}`
  const faults: (string | null)[] = []
  if (message.type === 'text') faults.push(text('text', message.text, 5000))
  if (message.type === 'image') faults.push(text('url', message.originalContentUrl, 2000))
  if (message.type === 'location')
    faults.push(text('title', message.title, 100), text('address', message.address, 100))
  if (message.type === 'flex') faults.push(text('altText', message.altText, 400))
  JSON.stringify(message, (key, value) => {
    if (key === 'action')
      faults.push(
        text('label', value.label, 20),
        text('data', value.data, 300),
        text('displayText', value.displayText, 300),
      )
    if (value?.type === 'text') faults.push(text('text', value.text, 5000))
    if (value?.type === 'bubble' && Buffer.byteLength(JSON.stringify(value)) > 30_000)
      faults.push('a bubble of 30 KB')
    return value
  })
  return faults.find((fault) => fault !== null) ?? null
}

test('a pressed button says what it was', async () => {
  const choices = [{ value: 'a|b\nc', text: 'Both\nlines' }]
  const [message] = rendered({ type: 'choices', text: 'Which?', choices, of: 'v3' })
  const [button] = shown({ to: '', reply: null, messages: message ? [message] : [] }).buttons ?? []
  const event = {
    type: 'postback',
    timestamp: 1,
    source: { type: 'user', userId: 'U7' },
    webhookEventId: 'e1',
    postback: { data: button?.data },
  }
  const [item] = await line.parse(delivery(JSON.stringify({ events: [event] })), settings)
  expect(item?.event).toMatchObject({
    message: { type: 'choice', value: 'a|b\nc', text: 'Both lines', of: 'v3' },
  })
})

test('an account says why it is off', () => {
  const { secret, token, apiBase, dataBase } = settings
  expect(line.off(settings)).toBeNull()
  expect(line.off({ token, apiBase, dataBase })).toContain('LINE_SECRET is not set')
  expect(line.off({ secret, apiBase, dataBase })).toContain('LINE_TOKEN is not set')
})
