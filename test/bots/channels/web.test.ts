import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Inbound, WebhookRequest } from '../../../bots/channel.ts'
import { web } from '../../../bots/channels/web.ts'
import type { Message } from '../../../bots/message.ts'
import { visitor } from '../../../bots/platforms/visitor.ts'
import { channelContract, needs, type Shown } from './contract.ts'

const settings = { secret: 'sixteen-or-more-characters' }
const id = 'AbCdEfGhIjKlMnOpQrStUv'
const now = Date.now()
const token = visitor.issue({ secret: settings.secret, account: 'shop', now }, id)
const sealed = (more: Partial<Parameters<typeof visitor.issue>[0]>) =>
  visitor.issue({ secret: settings.secret, account: 'shop', now, ...more }, id)

const folder = new URL('../../fixtures/web/', import.meta.url)
const expected: Record<string, Pick<Inbound, 'once' | 'event'>[]> = {
  text: [said('0b7f-text', { type: 'text', text: 'Do you ship to Faro? 🚢' })],
  choice: [said('0b7f-choice', { type: 'choice', value: 'late', text: 'It is late', of: 'v12' })],
  location: [said('0b7f-location', { type: 'location', latitude: 37.0194, longitude: -7.9304 })],
  start: [{ once: '0b7f-start', event: { type: 'start', ref: 'spring_offer' } }],
  start_bare: [{ once: '0b7f-bare', event: { type: 'start' } }],
  start_and_text: [
    { once: '0b7f-both', event: { type: 'start', ref: 'lamp' } },
    said('0b7f-both', { type: 'text', text: 'Is it still there?' }),
  ],
  blank: [],
  card: [],
  media: [],
  no_id: [],
  not_a_message: [],
}
const names = readdirSync(folder).map((file) => file.replace('.json', ''))

channelContract({
  channel: web,
  settings,
  genuine: (body) => post(body, `Bearer ${token}`),
  forged: (body) => ({
    'without a token': post(body),
    'half of a token': post(body, `Bearer ${token.slice(0, 50)}`),
    'without the word Bearer': post(body, token),
    'sealed with another secret': post(body, `Bearer ${sealed({ secret: 'another-secret-of-ours' })}`),
    'for another account': post(body, `Bearer ${sealed({ account: 'other' })}`),
    'that has run out': post(body, `Bearer ${sealed({ now: now - visitor.lifetime })}`),
    'of another visitor': post(body, `Bearer ${token.replace('Ab', 'Xb')}`),
    'to an address without an account': { ...post(body, `Bearer ${token}`), url: '/hooks' },
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [
      name,
      { body: readFileSync(new URL(`${name}.json`, folder), 'utf8'), becomes: expected[name] ?? [] },
    ]),
  ),
  unknown: [],
  batch: null,
  shown,
  buttonBytes: 5000,
  platform: null,
})

function said(once: string, message: Message) {
  return { once, event: { type: 'message', id: once, message } } as const
}

function post(body: string, authorization?: string): WebhookRequest {
  return {
    method: 'POST',
    url: '/hooks/web/shop',
    query: {},
    headers: { authorization },
    body: Buffer.from(body),
  }
}

function shown(message: Message): Shown {
  if (message.type === 'choices' || message.type === 'card')
    return {
      text: message.text ?? '',
      buttons: message.choices.map(({ text, value }) => ({ text, data: value })),
    }
  if (message.type === 'media') return { caption: message.alt ?? '' }
  return message.type === 'location' ? {} : { text: message.text }
}

test('every fixture is in the table', () => {
  expect(names.sort()).toEqual(Object.keys(expected).sort())
})

describe('a visitor', () => {
  test('is the one whose token it is', async () => {
    const [item] = await web.parse(
      post('{"id":"1","message":{"type":"text","text":"Hi"}}', `Bearer ${token}`),
      settings,
    )
    expect(item?.from).toEqual({ id })
  })
  test.for([
    ['pt-BR', { id, language: 'pt-BR' }],
    ['zh-Hant-TW', { id, language: 'zh-Hant-TW' }],
    ['not a language', undefined],
    ['', undefined],
  ] as const)('speaks the language of their page: %s', async ([language, from]) => {
    const body = JSON.stringify({ id: '1', language, message: { type: 'text', text: 'Hi' } })
    const [item] = await web.parse(post(body, `Bearer ${token}`), settings)
    expect(item?.from).toEqual(from)
  })
  test('is nobody without a secret to know tokens by', () => {
    expect(web.verify(post('', `Bearer ${token}`), {})).toBe(false)
    expect(web.verify(post('', `Bearer ${sealed({ secret: '' })}`), { secret: '' })).toBe(false)
  })
})

test('a message is sent once it is written', async () => {
  const connection = web.connect(settings, needs)
  const signal = new AbortController().signal
  expect(await connection.send([{ type: 'text', text: 'Hi' }], { key: 'k7', signal })).toEqual({ id: 'k7' })
  await connection.close()
})
