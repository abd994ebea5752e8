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
import type { Message } from '../../../bots/message.ts'
import { createHttp } from '../../../server/http.ts'
import { messages } from './messages.ts'

/** What a channel shows of itself, so that the promises of every channel can be tried on it. */
export interface Subject<Settings, Call> {
  channel: Channel<Settings, Call>
  settings: Settings
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
  /** When the next message has arrived there. */
  arrived(): Promise<unknown>
  close(): Promise<void>
}

/** The promises of every channel. */
export function channelContract<Settings, Call>(subject: Subject<Settings, Call>): void {
  const { channel, settings, genuine } = subject
  const bodies = Object.values(subject.fixtures).map(({ body }) => body)
  const parsed = async (body: string) => channel.parse(genuine(body), settings)
  const keys = (items: Inbound[]) => items.map(({ from, event, once }) => `${from.id} ${keyOf(event, once)}`)

  describe('a delivery', () => {
    test('is believed when the platform made it', () => {
      for (const body of ['', '{}', ...bodies]) expect(channel.verify(genuine(body), settings)).toBe(true)
    })

    for (const [name, request] of Object.entries(subject.forged(bodies[0] ?? '')))
      test(`is not believed: ${name}`, () => expect(channel.verify(request, settings)).toBe(false))

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
      expect(typeof channel.verify(request, settings)).toBe('boolean')
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
    platform.fail(how)
    expect(await refused()).toMatchObject({ name: 'DeliveryError', class: kind })
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

/** What a connection needs, for tests: nothing is logged, and there is no public address. */
export const needs: ConnectionNeeds = {
  http: createHttp().http,
  clock: () => 1_790_000_000_000,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  webhook: null,
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
