import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { TelegramError } from 'telegraf'
import { describe, expect, test } from 'vitest'
import { telegram } from '../../../bots/channels/telegram.ts'
import type { CustomerEvent } from '../../../bots/entry.ts'
import type { Message } from '../../../bots/message.ts'
import { failure } from '../../../bots/platforms/telegram/failure.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/telegram/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published Telegram payloads in ${folder.pathname}`)

/** What each published update must become. */
const becomes: Record<string, CustomerEvent[]> = {
  audio: [said('1111111:1365', file('audio', 'AwADBAADbXXXXXXXXXXXGBdhD2l6_XX', 'Test music file'))],
  bot_command_recorded: [{ type: 'start' }],
  callback_query_inline_message: [
    said('callback:4382bfdwdsb323b2d9', {
      type: 'choice',
      value: 'Data from button callback',
      text: 'Data from button callback',
    }),
  ],
  callback_query_with_message: [
    said(
      'callback:222222222222222222',
      { type: 'choice', value: '/some_command', text: 'text_on_the_button' },
      '111111111:333',
    ),
  ],
  chosen_inline_result: [],
  document: [said('1111111:1365', file('file', 'AwADBAADbXXXXXXXXXXXGBdhD2l6_XX', 'Testfile.pdf'))],
  edited_message: [{ type: 'edit', id: '1111111:1365', message: { type: 'text', text: 'Edited text' } }],
  edited_message_recorded: [
    { type: 'edit', id: '111111111:222', message: { type: 'text', text: 'SomeText' } },
  ],
  entities: [said('1111111:1365', { type: 'text', text: 'Bold and italics' })],
  forwarded_channel: [said('1111111:1365', { type: 'text', text: '/start' })],
  forwarded_user: [said('1111111:1365', { type: 'text', text: '/start' })],
  group_text: [said('23:1', { type: 'text', text: 'test' })],
  inline_query: [],
  left_chat_member_bot_kicked_from_group: [{ type: 'unsupported', kind: 'left_chat_member' }],
  mention_private_recorded: [said('7527593:133', { type: 'text', text: '@vercelchatsdkbot hi' })],
  my_chat_member_bot_added_to_group: [{ type: 'unblocked' }],
  my_chat_member_user_blocked_bot: [{ type: 'blocked' }],
  my_chat_member_user_unblocked_bot: [{ type: 'unblocked' }],
  photo: [
    said(
      '100000001:17',
      file('image', 'AgACAgUAAxkBAAMRaH8qXw-VQSGAG4X4VoCg9A5nE50AAvLGMRtBGPlXGt4-FX4l2_oBAAMCAAN5AAM2BA'),
    ),
  ],
  reply_to_message: [said('1111111:1365', { type: 'text', text: '/start' }, '1111111:1334')],
  sticker_animated: [
    said('23:1', {
      type: 'media',
      kind: 'image',
      url: 'telegram:file/AAMCAQADGQEAA0dhXpKorj9CiRpNX3QOn7YPZ6XS4AAC4wADcVG-MexptyOf8SbfAQAHbQADIQQ',
      alt: '👍',
    }),
  ],
  text_private_recorded: [said('7527593:134', { type: 'text', text: 'how are you' })],
  text_start: [{ type: 'start' }],
  video: [
    said(
      '23:1',
      file('video', 'BAACAgUAAxkBAAOGYV3e_F8-v3OoAs23SJIBolyXMMMAAqsDAAKd8fBW4X9xFmpoAlghBA', 'IMG_2170.MOV'),
    ),
  ],
  voice: [said('1111111:1365', file('audio', 'AwADBAADbXXXXXXXXXXXGBdhD2l6_XX'))],
}

/** What each published error must mean. */
const means: Record<string, { class: string; after?: number }> = {
  api_error_403_blocked: { class: 'blocked' },
  api_error_403_deactivated: { class: 'blocked' },
  api_error_429: { class: 'retry', after: 14_000 },
}

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the tables, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(becomes), ...Object.keys(means), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await telegram.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('of a group is known as one', async () => {
    const items = await telegram.parse(request(read('group_text')), account)
    expect(items[0]?.from.group).toBe(true)
  })

  test.each(Object.entries(means))('that is an error means: %s', (name, meaning) => {
    expect(failure(new TelegramError(JSON.parse(read(name))), 'token')).toMatchObject(meaning)
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    for (const { secret, headers, body, valid } of vectors)
      expect(telegram.verify(request(body, headers), { ...account, secret })).toBe(valid)
  })
})

const account = { apiBase: 'https://api.telegram.org' }

function request(body: string, headers: Record<string, string> = {}) {
  return { method: 'POST', url: '/hooks/telegram/shop', query: {}, headers, body: Buffer.from(body) }
}

function said(id: string, message: Message, replyTo?: string): CustomerEvent {
  return { type: 'message', id, message, ...(replyTo ? { replyTo } : {}) }
}

function file(kind: 'image' | 'audio' | 'video' | 'file', id: string, name?: string): Message {
  return { type: 'media', kind, url: `telegram:file/${id}`, ...(name ? { name } : {}) }
}
