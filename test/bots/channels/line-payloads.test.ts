import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { line } from '../../../bots/channels/line.ts'
import type { CustomerEvent } from '../../../bots/entry.ts'
import type { Message } from '../../../bots/message.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/line/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published LINE payloads in ${folder.pathname}`)

const hello = said({ type: 'text', text: 'Hello, world' })
const shot = said(file('image', 'https://example.com'))
const place = said({
  type: 'location',
  latitude: 35.65910807942215,
  longitude: 139.70372892916203,
  label: 'my location, Tokyo',
})
const sticker = said({
  ...file('image', 'https://stickershop.line-scdn.net/stickershop/v1/sticker/1/android/sticker.png'),
  alt: 'Just sticker',
})
const text = said({ ...file('file', 'line:325708'), name: 'file.txt' })
const ofSet: CustomerEvent = {
  type: 'message',
  id: '354718705033693861',
  message: file('image', 'line:354718705033693861'),
}

/** What each published delivery must become. */
const becomes: Record<string, CustomerEvent[]> = {
  account_link: [unsupported('accountLink')],
  audio: [said(file('audio', 'https://example.com'))],
  beacon_enter: [],
  file: [text],
  follow: [{ type: 'start' }],
  group_join_bot: [{ type: 'unblocked' }],
  group_leave_bot: [{ type: 'blocked' }],
  group_text: [hello],
  image_in_room_external: [shot],
  image_set: [ofSet],
  location: [place],
  member_joined: [unsupported('memberJoined')],
  member_left: [unsupported('memberLeft')],
  message_edited_group: [
    { type: 'edit', id: '325708', message: { type: 'text', text: 'Hello, world (edited)' } },
  ],
  postback: [pressed('action=buyItem&itemId=123123&color=red')],
  postback_datetimepicker_date: [pressed('2013-04-01')],
  postback_datetimepicker_datetime: [pressed('2013-04-01T10:00')],
  room_text: [hello],
  sticker: [sticker],
  text: [hello],
  text_redelivery: [hello],
  unfollow_blocked: [{ type: 'blocked' }],
  unknown_event_type: [unsupported('undefined')],
  unsend: [{ type: 'unsend', id: '325708' }],
  video: [said(file('video', 'https://example.com'))],
  video_play_complete: [],
  webhook_verify_empty_events: [],
  all_events_batch: [
    hello,
    shot,
    said(file('video', 'https://example.com')),
    said(file('audio', 'https://example.com')),
    place,
    sticker,
    { type: 'start' },
    { type: 'blocked' },
    { type: 'unblocked' },
    { type: 'blocked' },
    pressed('action=buyItem&itemId=123123&color=red'),
    unsupported('accountLink'),
    hello,
    hello,
    pressed('2013-04-01'),
    pressed('10:00'),
    pressed('2013-04-01T10:00'),
    unsupported('memberJoined'),
    unsupported('memberLeft'),
    text,
    { type: 'unsend', id: '325708' },
    ofSet,
    hello,
    unsupported('undefined'),
  ],
}

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(becomes), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await line.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('of a group is known as one', async () => {
    for (const name of ['group_text', 'room_text', 'image_in_room_external'])
      expect((await line.parse(request(read(name)), account))[0]?.from.group).toBe(true)
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    expect(vectors).toHaveLength(5)
    for (const { secret, headers, body, valid } of vectors)
      expect(line.verify(request(body, headers), { ...account, secret })).toBe(valid)
  })
})

const account = { apiBase: 'https://api.line.me', dataBase: 'https://api-data.line.me' }

function request(body: string, headers: Record<string, string> = {}) {
  return { method: 'POST', url: '/hooks/line/shop', query: {}, headers, body: Buffer.from(body) }
}

function said(message: Message): CustomerEvent {
  return { type: 'message', id: '325708', message }
}

function pressed(text: string): CustomerEvent {
  const message: Message = { type: 'choice', value: 'action=buyItem&itemId=123123&color=red', text }
  return { type: 'message', id: 'postback:testwebhookeventid', message }
}

function unsupported(kind: string): CustomerEvent {
  return { type: 'unsupported', kind }
}

function file(kind: 'image' | 'audio' | 'video' | 'file', url: string) {
  return { type: 'media', kind, url } as const
}
