import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { viber } from '../../../bots/channels/viber.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import type { ViberCall } from '../../../bots/platforms/viber/render.ts'
import { faults, sending, startViberApi } from '../../doubles/viber-api.ts'
import { expected } from '../../fixtures/viber/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { messages } from './messages.ts'

const settings = { token: 'invented-auth-token', name: 'Example Shop', apiBase: 'http://127.0.0.1:9' }
const folder = new URL('../../fixtures/viber/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const sign = (body: string, token = settings.token) => createHmac('sha256', token).update(body).digest('hex')

channelContract({
  channel: viber,
  settings,
  genuine: (body) => delivery(body, sign(body)),
  forged: (body) => ({
    'without a signature': delivery(body),
    'of another token': delivery(body, sign(body, 'another-token')),
    'of another body': delivery(body, sign(`${body} `)),
    'half of a signature': delivery(body, sign(body).slice(0, 32)),
    'more than a signature': delivery(body, `${sign(body)}0`),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_message'), fixture('unknown_event')],
  batch: null,
  shown,
  buttonBytes: 160, // 40 characters, of four bytes at the most
  platform: async () => {
    const api = await startViberApi(settings.token)
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
  const headers = { 'x-viber-content-signature': signature }
  return { method: 'POST', url: '/hooks/viber/shop', query: {}, headers, body: Buffer.from(body) }
}

interface Shape {
  type: string
  text?: string
  keyboard?: { Buttons: Button[] }
  rich_media?: { Buttons: Button[] }
}
interface Button {
  ActionType: string
  ActionBody: string
  Text?: string
}

function shown({ payload }: ViberCall): Shown {
  const { type, text = '', keyboard, rich_media }: Shape = JSON.parse(JSON.stringify(payload))
  const buttons = [...(keyboard?.Buttons ?? []), ...(rich_media?.Buttons ?? [])]
  return {
    [type === 'picture' ? 'caption' : 'text']: text,
    buttons: buttons
      .filter(({ ActionType }) => ActionType === 'reply')
      .map(({ ActionBody }) => ({ text: ActionBody, data: ActionBody })),
  }
}

const to: Recipient = { id: 'u7', address: null, author: 'bot', key: 'k', language: 'en' }
const rendered = (message: Message) => viber.render(message, to)

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('nothing is believed without a token', () => {
  const { token: _, ...without } = settings
  expect(viber.verify(delivery('{}', sign('{}', '')), without)).toBe(false)
})

test('two tokens that are one number of ours stay two', async () => {
  const of = async (token: string) => {
    const body = fixture('text').replace(/"message_token": \d+/, `"message_token": ${token}`)
    const [item] = await viber.parse(delivery(body), settings)
    return item?.event
  }
  expect(await of('4912661846655238145')).toMatchObject({ id: '4912661846655238145' })
  expect(await of('4912661846655238146')).toMatchObject({ id: '4912661846655238146' })
  expect(await of('"4912661846655238145"')).toMatchObject({ id: '4912661846655238145' })
  expect(await of('7')).toMatchObject({ id: '7' })
})

describe('who wrote', () => {
  const item = async (name: string) => (await viber.parse(delivery(fixture(name)), settings))[0]

  test('is told with name and language, and the rest is kept', async () => {
    expect(await item('text')).toMatchObject({
      from: { id: 'aW52ZW50ZWQtdXNlci0xMQ==', name: 'Mira', language: 'pt' },
      at: '2026-09-21T14:21:40.001Z',
      raw: { sender: { country: 'PT' } },
    })
  })
  test('is not answered before they wrote for the first time', async () => {
    expect((await item('started'))?.quiet).toBe(true)
    expect(await item('started_again')).not.toHaveProperty('quiet')
  })
})

describe('what was stored', () => {
  const answered = (name: string, welcome?: string) =>
    viber.stored?.(delivery(fixture(name)), { ...settings, ...(welcome ? { welcome } : {}) })

  test('is answered with the welcome where somebody is new', () => {
    const { status, body = '' } = answered('started', 'Hello! How can we help?') ?? {}
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      sender: { name: 'Example Shop' },
      type: 'text',
      text: 'Hello! How can we help?',
    })
  })
  test('is answered with nothing else', () => {
    expect(answered('started')).toEqual({ status: 200 })
    for (const name of ['started_again', 'text', 'subscribed'])
      expect(answered(name, 'Hello!')).toEqual({ status: 200 })
  })
})

describe('a call', () => {
  const choices = [
    { value: 'late', text: 'It is <late> & cold' },
    { value: 'other', text: 'Something else' },
  ]

  test('shows choices as a keyboard, and carries what they mean', () => {
    const [call] = rendered({ type: 'choices', text: '*What* is it about?', choices, of: 'v12' })
    expect(call?.payload).toMatchObject({
      receiver: 'u7',
      type: 'text',
      text: 'What is it about?',
      keyboard: {
        Type: 'keyboard',
        Buttons: [
          { ActionType: 'reply', ActionBody: 'It is <late> & cold', Text: 'It is &lt;late&gt; &amp; cold' },
          { ActionType: 'reply', ActionBody: 'Something else', Text: 'Something else' },
        ],
      },
    })
  })
  test('that was answered by a button says which', async () => {
    const [call] = rendered({ type: 'choices', text: 'What?', choices, of: 'v12' })
    const tracking_data = call?.payload.tracking_data
    const message = { type: 'text', text: 'Something else', tracking_data }
    const event = { event: 'message', message_token: 1, sender: { id: 'u7' }, message }
    const [item] = await viber.parse(delivery(JSON.stringify(event)), settings)
    expect(item?.event).toMatchObject({
      message: { type: 'choice', value: 'other', text: 'Something else', of: 'v12' },
    })
  })
  test('shows a picture with its words, and the address of what Viber cannot load', () => {
    const send = (url: string, kind: 'image' | 'video' = 'image') =>
      rendered({ type: 'media', kind, url, alt: 'A *lamp*' })
    const url = 'https://shop.example/a.png'
    const link = (address: string) => ({
      payload: { receiver: 'u7', type: 'text', text: `A lamp\n${address}` },
    })
    expect(send(url)).toEqual([
      { payload: { receiver: 'u7', type: 'picture', text: 'A lamp', media: url }, instead: link(url) },
    ])
    expect(send('/files/7')).toEqual([link('/files/7')])
    expect(send(url, 'video')).toEqual([link(url)])
  })
  test('shows a card as one where it fits in, and else as picture and words', () => {
    const card = {
      type: 'card',
      title: 'Lamp',
      text: 'Warm <light>',
      image: 'https://shop.example/a.png',
    } as const
    const [rich] = rendered({ ...card, choices })
    expect(rich?.payload).toMatchObject({
      type: 'rich_media',
      alt_text: 'Lamp',
      tracking_data: expect.stringContaining('late'),
      rich_media: {
        ButtonsGroupRows: 7,
        Buttons: [
          { Rows: 3, Image: card.image },
          { Rows: 2, Text: '<b>Lamp</b><br>Warm &lt;light&gt;' },
          { Rows: 1, ActionBody: 'It is <late> & cold' },
          { Rows: 1, ActionBody: 'Something else' },
        ],
      },
    })
    const third = { value: 'c', text: 'C' }
    const kinds = (message: Message) => rendered(message).map(({ payload }) => payload.type)
    expect(kinds({ ...card, choices: [...choices, third] })).toEqual(['picture', 'text'])
    expect(kinds({ ...card, text: 'x'.repeat(300), choices })).toEqual(['picture', 'text'])
  })
  test('shows a place, and says its name', () => {
    const place = { type: 'location', latitude: 1.5, longitude: 2 } as const
    expect(rendered(place)).toEqual([
      { payload: { receiver: 'u7', type: 'location', location: { lat: 1.5, lon: 2 } } },
    ])
    expect(rendered({ ...place, label: 'Shop' }).map(({ payload }) => payload.type)).toEqual([
      'text',
      'location',
    ])
  })
})

test('of any message Viber takes every part', () => {
  fc.assert(
    fc.property(messages, (message) => {
      for (const part of fitted(message, viber.limits))
        for (const { payload } of rendered(part)) {
          expect(Buffer.byteLength(JSON.stringify({ sender: settings, ...payload }))).toBeLessThan(30_000)
          expect(`${payload.tracking_data ?? ''}`.length).toBeLessThanOrEqual(4000)
          expect(`${payload.media ?? ''}`.length).toBeLessThanOrEqual(2000)
          JSON.stringify(payload, (key, value) => {
            if (key === 'Text') expect(value.length).toBeLessThanOrEqual(250)
            return value
          })
        }
    }),
  )
})

test('an account says why it is off', () => {
  const { token, name, apiBase } = settings
  expect(viber.off(settings)).toBeNull()
  expect(viber.off({ name, apiBase })).toContain('VIBER_TOKEN is not set')
  expect(viber.off({ token, apiBase })).toContain('VIBER_NAME is not set')
})
