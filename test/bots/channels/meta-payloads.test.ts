import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Inbound, WebhookRequest } from '../../../bots/channel.ts'
import { instagram } from '../../../bots/channels/instagram.ts'
import { messenger } from '../../../bots/channels/messenger.ts'
import { whatsappCloud } from '../../../bots/channels/whatsapp-cloud.ts'
import type { Message } from '../../../bots/message.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published payloads of Meta's in ${folder.pathname}`)

type Event = Inbound['event']
const account = { apiBase: 'https://graph.example', version: 'v26.0' }
const wamid = (end: string) => `wamid.HBgNMTU1NTEyMzQ1NjcVAgASGBQzQUYwMDAwMDAwMDAwMDAwMDA${end}`
const documented = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA='
const asked = 'wamid.HBgLMTQxMjU1NTA4MjkVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA='

/** What each published delivery of a channel must become. */
const channels: Record<
  string,
  { parse: (request: WebhookRequest) => Read; becomes: Record<string, Event[]> }
> = {
  'whatsapp-cloud': {
    parse: (request) => whatsappCloud.parse(request, account),
    becomes: {
      bsuid_rotation_user_id_update: [moved('US.13491208655302741918:US.24817305912873645029')],
      contacts: [said('wamid.ABGGFlCGg0cvAgo-sJQh43L5Pe4X', text('Kerry Fisher +1 631 555 1234'))],
      doc_interactive_button_reply: [said(documented, picked('cancel-button', 'Cancel'), asked)],
      doc_interactive_list_reply: [
        said(documented, picked('priority_express', 'Priority Mail Express'), asked),
      ],
      doc_unsupported_131051: [{ type: 'unsupported', kind: 'poll_update' }],
      errors_rate_limit_130429: [],
      image_message: [
        said(wamid('B'), { ...file('image', 'whatsapp:000000000000001'), alt: 'Check this out' }),
      ],
      interactive_button_reply: [said(wamid('D'), picked('btn_approve', 'Approve'), wamid('A'))],
      reaction: [{ type: 'reaction', id: wamid('A'), emoji: '👍' }],
      smb_message_echo: [
        {
          type: 'echo',
          id: documented,
          message: text("Here's the info you requested! https://www.meta.com/quest/quest-3/"),
        },
      ],
      status_failed_131047_window_closed: [
        {
          type: 'receipt',
          id: documented,
          status: 'failed',
          reason:
            '131047 Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
        },
      ],
      status_read: [{ type: 'receipt', id: documented, status: 'read' }],
      status_update_message_delivered: [{ type: 'receipt', id: wamid('A'), status: 'delivered' }],
      sticker: [said('wamid.ABGGFlCGg0cvAgo-sJQh43L5Pe4W', file('image', 'whatsapp:1004'))],
      system_message_user_changed_number: [moved(wamid('C'))],
      system_message_user_changed_user_id: [moved(wamid('D'))],
      text_message: [said(wamid('A'), text('Hello, bot!'))],
      text_message_with_business_scoped_user_ids: [said(wamid('B'), text('Hello from a username user'))],
    },
  },
  messenger: {
    parse: (request) => messenger.parse(request, account),
    becomes: {
      delivery_confirmation: [{ type: 'receipt', id: 'm_SENT_MSG_001', status: 'delivered' }],
      doc_message_delivery: [
        { type: 'receipt', id: 'mid.1458668856218:ed81099e15d3f4f233', status: 'delivered' },
      ],
      doc_message_edit: [{ type: 'edit', id: '<MESSAGE_ID>', message: text('<TEXT>') }],
      echo_message: [{ type: 'echo', id: 'm_ECHO_MSG_001', message: text('Bot response') }],
      first_message: [said('m_FAKE_MSG_ID_001', text('What is Vercel?'))],
      image_attachment: [said('m_FAKE_IMG_001', file('image', 'https://example.com/image.jpg'))],
      legacy_postback: [{ type: 'start' }],
      postback_click: [said('postback:1772998084000', picked('chat:{"a":"hello"}', 'Say Hello'))],
      quick_reply_press: [
        said('mid.1457764197618:41d102a3e1ae206a38', picked('DEVELOPER_DEFINED_PAYLOAD', 'hello, world!')),
      ],
      reaction_added: [{ type: 'reaction', id: 'm_FAKE_MSG_ID_001', emoji: '❤' }],
      reaction_removed: [{ type: 'reaction', id: 'm_FAKE_MSG_ID_001' }],
      read_confirmation: [{ type: 'receipt', id: 'watermark:1772998044000', status: 'read' }],
      second_message: [said('m_FAKE_MSG_ID_002', text('Tell me more'))],
      sticker_attachment_type_since_2026_08_30: [
        said('m_sticker_2026', file('image', 'https://scontent.example/sticker.png')),
      ],
    },
  },
  instagram: {
    parse: (request) => instagram.parse(request, account),
    becomes: {
      echo: [{ type: 'echo', id: 'mid.echo.1', message: text('Your order is on the way.') }],
      image_attachment: [said('mid.image.1', file('image', 'https://cdn.example.com/product.jpg'))],
      postback: [said('mid.postback.1', picked('chat:{"a":"track"}', 'Track order'))],
      quick_reply: [said('mid.quick.1', picked('chat:{"a":"confirm","v":"yes"}', 'Yes'))],
      reaction: [{ type: 'reaction', id: 'mid.sent.1', emoji: '❤️' }],
      seen_read: [{ type: 'receipt', id: 'message-id-1', status: 'read' }],
      standby: [
        said('message-id-1', text('This is the first standby message from the customer, after 24 hours.')),
      ],
      story_mention: [said('mid.story.mention.1', file('file', 'https://cdn.example.com/mention.jpg'))],
      story_reply: [said('mid.story.reply.1', text('Is this still available?'))],
      text_dm: [said('mid.text.1', text('Do you ship to Córdoba?'))],
    },
  },
}

describe.runIf(present).each(Object.entries(channels))('published for %s:', (channel, { parse, becomes }) => {
  const read = (name: string) => readFileSync(new URL(`${channel}/${name}.json`, folder), 'utf8')

  test('each payload is in the table', () => {
    const files = readdirSync(new URL(`${channel}/`, folder))
    const names = files.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(becomes), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await parse(request(read(name)))
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('deliveries are believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    for (const { secret: appSecret, headers, body, valid } of vectors)
      for (const { verify } of [whatsappCloud, messenger, instagram])
        expect(verify(request(body, headers), { ...account, appSecret })).toBe(valid)
  })

  test('the handshake is answered', () => {
    const [first = '', second] = readFileSync(
      new URL(`${channel}/verify_challenge_get.txt`, folder),
      'utf8',
    ).split('\n')
    const [, url = ''] = first.split(' ')
    const query = Object.fromEntries(new URLSearchParams(url.split('?')[1]))
    const settings = { ...account, verifyToken: 'meatyhamhock' }
    const answer = messenger.answer?.({ ...request(''), method: 'GET', url, query }, settings)
    expect(`-> ${answer?.status}, body exactly: ${answer?.body}`).toBe(second)
  })
})

type Read = Inbound[] | Promise<Inbound[]>

function request(body: string, headers: Record<string, string> = {}): WebhookRequest {
  return { method: 'POST', url: '/hooks', query: {}, headers, body: Buffer.from(body) }
}

function said(id: string, message: Message, replyTo?: string): Event {
  return { type: 'message', id, message, ...(replyTo ? { replyTo } : {}) }
}

function text(words: string): Message {
  return { type: 'text', text: words }
}

function picked(value: string, label: string): Message {
  return { type: 'choice', value, text: label }
}

function file(kind: 'image' | 'file', url: string) {
  return { type: 'media' as const, kind, url }
}

function moved(once: string): Event {
  return { type: 'receipt', id: `address:${once}`, status: 'delivered' }
}
