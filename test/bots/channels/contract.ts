import fc from 'fast-check'
import Type from 'typebox'
import Value from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  Channel,
  ConnectionNeeds,
  DeliveryError,
  Inbound,
  WebhookRequest,
} from '../../../bots/channel.ts'
import { CustomerEvent, keyOf, PlatformEvent } from '../../../bots/entry.ts'
import { fit as fitted, measure } from '../../../bots/fit.ts'
import type { Json, Message } from '../../../bots/message.ts'
import { createHttp } from '../../../server/http.ts'
import { messages } from './messages.ts'

/** What a channel shows of itself, so that the promises of every channel can be tried on it. */
export interface Subject<Settings, Call> {
  channel: Channel<Settings, Call>
  settings: Settings
  /** What deliveries are verified with, where the platform publishes keys. */
  keys?: Json
  /** A delivery as the platform would make it. */
  genuine(body: string): WebhookRequest
  /** Deliveries that the platform did not make, by what is wrong with them. */
  forged(body: string): Record<string, WebhookRequest>
  /** Bodies, by name, and what each must become. */
  fixtures: Record<string, { body: string; becomes: Pick<Inbound, 'once' | 'event' | 'acknowledge'>[] }>
  /** Bodies of kinds that nobody knows yet; none where the channel is Parley's own. */
  unknown: string[]
  /** A delivery with a good item, a bad one and a good one; null where a delivery is one item. */
  batch: { body: string; good: number } | null
  /** What the customer sees of a call, and the longest data a button may carry, bytes. */
  shown(call: Call): Shown
  buttonBytes: number
  /** A genuine delivery of long ago, where the platform signs its time too. */
  stale?(body: string): WebhookRequest
  /** A stand-in for the platform; null where nothing is delivered. */
  platform: (() => Promise<Platform<Settings>>) | null
}

export interface Shown {
  text?: string
  caption?: string
  buttons?: { text: string; data: string }[]
}

export interface Platform<Settings> {
  settings: Settings
  /** Makes the next message fail. */
  fail(how: 'busy' | 'broken' | 'refused' | 'blocked' | 'account' | 'silent' | 'closed'): void
  /** Makes the next message come too late, where the platform has a window. */
  late?(): void
  /** The platform tells of nobody that they block us. */
  tellsNoBlock?: true
  /** When the next message has arrived there. */
  arrived(): Promise<unknown>
  close(): Promise<void>
}

/** The promises of every channel. */
export function channelContract<Settings, Call>(subject: Subject<Settings, Call>): void {
  const { channel, settings, genuine } = subject
  const bodies = Object.values(subject.fixtures).map(({ body }) => body)
  const believes = async (request: WebhookRequest) => channel.verify(request, settings, subject.keys)
  const parsed = async (body: string) => channel.parse(genuine(body), settings)
  const keys = (items: Inbound[]) => items.map(({ from, event, once }) => `${from.id} ${keyOf(event, once)}`)

  describe('a delivery', () => {
    test('is believed when the platform made it', async () => {
      for (const body of ['', '{}', ...bodies]) expect(await believes(genuine(body))).toBe(true)
    })

    for (const [name, request] of Object.entries(subject.forged(bodies[0] ?? '')))
      test(`is not believed: ${name}`, async () => expect(await believes(request)).toBe(false))

    const { stale } = subject
    test.runIf(stale)('is not believed when it comes again after long', async () => {
      for (const body of bodies) expect(await believes(stale?.(body) ?? genuine(body))).toBe(false)
    })

    test('is tried by a sample, which tells nothing', async () => {
      const sample = channel.sample?.(settings, sampleAt)
      if (!sample) return
      expect(await believes(sample)).toBe(true)
      expect(await channel.parse(sample, settings)).toEqual([])
      expect(await believes({ ...sample, headers: {}, query: {} })).toBe(false)
    })

    test.each(Object.entries(subject.fixtures))('becomes what it tells: %s', async (_, { body, becomes }) => {
      const items = await parsed(body)
      expect(
        items.map(({ once, event, acknowledge }) => ({
          once,
          event,
          ...(acknowledge ? { acknowledge } : {}),
        })),
      ).toEqual(becomes)
    })

    test('becomes only events of the closed list, with times that can be sorted', async () => {
      const Told = Type.Union([CustomerEvent, PlatformEvent])
      for (const body of [...bodies, ...subject.unknown])
        for (const item of await parsed(body)) {
          expect(Value.Errors(Told, item.event)).toEqual([])
          expect(item.once).not.toBe('')
          expect(item.from.id).not.toBe('')
          if (item.at) expect(new Date(item.at).toISOString()).toBe(item.at)
        }
    })

    test('gives the same keys when it comes twice, and no two items the same', async () => {
      const all = new Set<string>()
      for (const body of bodies) {
        const first = keys(await parsed(body))
        expect(keys(await parsed(body))).toEqual(first)
        for (const key of first) {
          expect(all.has(key)).toBe(false)
          all.add(key)
        }
      }
    })

    test.each(subject.unknown)('of an unknown kind is unsupported, and no error (%#)', async (body) => {
      expect((await parsed(body)).map(({ event }) => event.type)).toEqual(['unsupported'])
    })

    test.runIf(subject.batch)('with one bad item keeps its neighbours', async () => {
      const items = await parsed(subject.batch?.body ?? '')
      expect(items.filter(({ event }) => event.type === 'message')).toHaveLength(subject.batch?.good ?? 0)
    })
  })

  describe('a hostile delivery', () => {
    const calm = async (request: WebhookRequest) => {
      expect(typeof (await believes(request))).toBe('boolean')
      expect(Array.isArray(await channel.parse(request, settings))).toBe(true)
    }

    test('that was cut off anywhere never throws', async () => {
      for (const body of bodies.slice(0, 8))
        for (let end = 0; end < body.length; end += 7) await calm(genuine(body.slice(0, end)))
    })

    test('of any JSON never throws', async () => {
      await fc.assert(
        fc.asyncProperty(fc.json(), (body) => calm(genuine(body))),
        { numRuns: 200 },
      )
    })

    test('that is nearly right never throws', async () => {
      const anything = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(1e308, -1, '', '\ud800', '\0'))
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...bodies), fc.nat(), anything, (body, place, value) =>
          calm(genuine(spoil(body, place, value))),
        ),
        { numRuns: 500 },
      )
    })

    test('of any bytes and headers never throws', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array(),
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'binary' }),
          async (bytes, header, url) => {
            const good = genuine('')
            const headers = Object.fromEntries(Object.keys(good.headers).map((name) => [name, header]))
            await calm({ ...good, url, headers, body: Buffer.from(bytes) })
            await calm({ ...good, headers: {}, body: Buffer.from(bytes) })
          },
        ),
      )
    })
  })

  describe('a message', () => {
    const to = { id: '7', address: null, author: 'bot', key: 'k', language: 'en' } as const
    const { limits } = channel

    test('of any kind stays within the limits once it was fitted', () => {
      fc.assert(
        fc.property(messages, (message) => {
          for (const part of fitted(message, limits))
            for (const call of channel.render(part, to)) {
              const { text = '', caption = '', buttons = [] } = subject.shown(call)
              expect(measure(text, limits.unit)).toBeLessThanOrEqual(limits.text)
              expect(measure(caption, limits.unit)).toBeLessThanOrEqual(limits.caption)
              expect(buttons.length).toBeLessThanOrEqual(limits.choices)
              for (const button of buttons) {
                expect(measure(button.text, limits.unit)).toBeLessThanOrEqual(limits.choiceText)
                expect(measure(button.data, 'bytes')).toBeLessThanOrEqual(subject.buttonBytes)
              }
            }
        }),
      )
    })

    test.each(longTexts)('of 10,000 characters is split between them, and loses none: %s', (_, sign) => {
      const said = `${sign} `.repeat(10_000).slice(0, 10_000).toWellFormed()
      const wanted = graphemesOf(said)
      const parts = fitted({ type: 'text', text: said }, limits)
      const got = parts.flatMap((part) => graphemesOf(part.type === 'text' ? part.text : ''))
      expect(got.length).toBe(wanted.length)
      expect(got).toEqual(wanted)
      for (const part of parts) {
        const text = part.type === 'text' ? part.text : ''
        expect(measure(text, limits.unit)).toBeLessThanOrEqual(limits.text)
      }
    })

    test('with an emoji at the cut is cut before or after it', () => {
      fc.assert(
        fc.property(fc.constantFrom(...emoji), fc.integer({ min: -40, max: 2 }), (sign, off) => {
          const said = `${'x'.repeat(limits.text + off)}${sign}y`
          const parts = fitted({ type: 'text', text: said }, limits)
          const got = parts.flatMap((part) => graphemesOf(part.type === 'text' ? part.text : ''))
          expect(got).toContain(sign)
          expect(got.join('')).toBe(said)
        }),
        { numRuns: 40 },
      )
    })

    test('of every kind is shown', () => {
      for (const message of everyKind)
        expect(fitted(message, limits).flatMap((part) => channel.render(part, to))).not.toEqual([])
    })
  })

  const { platform } = subject
  if (platform) describe('what the platform answers', () => failures(channel, platform))
}

function failures<Settings, Call>(
  channel: Channel<Settings, Call>,
  start: () => Promise<Platform<Settings>>,
): void {
  let platform: Platform<Settings>
  beforeAll(async () => {
    platform = await start()
  })
  afterAll(() => platform.close())

  const to = { id: '7', address: null, author: 'bot', key: 'k', language: 'en' } as const
  const calls = () => channel.render({ type: 'text', text: 'Hello' }, to)
  const sending = async (signal = new AbortController().signal) => {
    const connection = channel.connect(platform.settings, needs)
    return connection.send(calls(), { key: 'k', signal }).finally(() => connection.close())
  }
  const refused = (signal?: AbortSignal): Promise<DeliveryError> =>
    sending(signal).then(
      () => expect.unreachable('it was sent'),
      (error) => error,
    )

  test('is an id when the message was taken', async () => {
    expect((await sending()).id).not.toBe('')
  })

  test('is waited for as long as the platform asks', async () => {
    platform.fail('busy')
    const error = await refused()
    expect(error.class).toBe('retry')
    expect(error.after).toBe(14_000)
  })

  test.each([
    ['broken', 'retry'],
    ['refused', 'permanent'],
    ['blocked', 'blocked'],
    ['account', 'account'],
    ['closed', 'unknown'],
  ] as const)('is told apart: %s is %s', async (how, kind) => {
    if (how === 'blocked' && platform.tellsNoBlock) return
    platform.fail(how)
    expect(await refused()).toMatchObject({ name: 'DeliveryError', class: kind })
  })

  test('is told apart where the customer wrote too long ago', async () => {
    if (!platform.late) return
    platform.late()
    expect(await refused()).toMatchObject({ name: 'DeliveryError', class: 'window' })
  })

  test('is unknown when there is none in time', async () => {
    platform.fail('silent')
    const patience = new AbortController()
    const error = refused(patience.signal)
    await platform.arrived()
    patience.abort()
    expect((await error).class).toBe('unknown')
  })

  test('is not waited for when the time was over before', async () => {
    expect((await refused(AbortSignal.abort())).class).toBe('retry')
  })
}

const { http, fetch } = createHttp()
/** What a connection needs, for tests: nothing is logged, and there is no public address. */
export const needs: ConnectionNeeds = {
  http,
  fetch,
  clock: () => 1_790_000_000_000,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  webhook: null,
}

/** Where a sample is delivered; the account's public address, where it has one, is the same. */
const sampleAt = 'https://chat.example/hooks/channel/shop'

const emoji = ['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇵🇹', '🙂', 'é̂̃', 'நி']
const longTexts: [script: string, sign: string][] = [
  ['Latin', 'Straße'],
  ['Greek', 'καλημέρα'],
  ['Cyrillic', 'здравствуйте'],
  ['Arabic', 'مرحبا'],
  ['Hebrew', 'שלום'],
  ['Devanagari', 'नमस्ते'],
  ['Tamil', 'வணக்கம்'],
  ['Thai', 'สวัสดี'],
  ['Han', '今日は良い天気'],
  ['Hangul', '안녕하세요'],
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈👍🏽'],
  ['one word of emoji', '🙂'.repeat(500)],
]

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** What a reader sees as characters, blanks left aside. */
function graphemesOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment).filter((one) => one.trim() !== '')
}

const everyKind: Message[] = [
  { type: 'text', text: 'Hello' },
  { type: 'choices', text: 'Which?', choices: [{ value: 'a', text: 'A' }], of: 'v1' },
  { type: 'choice', value: 'a', text: 'A' },
  { type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp' },
  { type: 'media', kind: 'audio', url: 'https://shop.example/a.mp3' },
  { type: 'media', kind: 'video', url: 'https://shop.example/a.mp4' },
  { type: 'media', kind: 'file', url: 'https://shop.example/a.pdf', name: 'a.pdf' },
  { type: 'card', title: 'Lamp', text: 'Warm', image: 'https://shop.example/a.png', choices: [] },
  { type: 'location', latitude: 1, longitude: 2, label: 'Here' },
]

/** Puts a value in the place of one part of a JSON text, counted as it is read. */
function spoil(body: string, place: number, value: unknown): string {
  const count = (JSON.stringify(JSON.parse(body)).match(/[:,[]/g) ?? []).length
  let left = place % Math.max(1, count)
  return JSON.stringify(JSON.parse(body), (_, part: unknown) => (left-- === 0 ? value : part)) ?? ''
}
