import { createHash } from 'node:crypto'
import Type, { type Static } from 'typebox'
import type { Inbound } from '../../channel.ts'
import { CustomerEvent } from '../../entry.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { contentOf, kindOf } from './content.ts'
import { Chat, key, sender, User } from './sender.ts'

/**
 * What one update of the Bot API tells. Total: other bots and inline queries tell nothing, and what is not known
 * becomes `unsupported`. Source: https://core.telegram.org/bots/api#update
 */
export function inbound(update: unknown): Inbound[] {
  if (!fits(Fields, update)) return []
  return Object.entries(update).flatMap(([kind, value]) => {
    if (silent.has(kind)) return []
    const items = readers.get(kind)?.(value) ?? unknown(kind, value)
    return items.map((item) => (fits(CustomerEvent, item.event) ? item : unsupported(item, kind)))
  })
}

/** The kinds of update that are read, which is also what Telegram is asked for. */
export const updates = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction']

const readers = new Map<string, (value: unknown) => Inbound[] | null>([
  ['message', readMessage],
  ['edited_message', readEdit],
  ['callback_query', readCallback],
  ['my_chat_member', readMembership],
  ['message_reaction', readReaction],
])

/** Inline queries are typed in other chats and say nothing to us. */
const silent = new Set(['update_id', 'inline_query', 'chosen_inline_result'])

const Fields = Type.Record(Type.String(), Type.Unknown())
const id = Type.Integer()
const date = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 })
const text = Type.Optional(Type.String())

const Envelope = Type.Object({
  message_id: id,
  date,
  chat: Chat,
  from: Type.Optional(User),
  text,
  edit_date: Type.Optional(date),
  message_thread_id: Type.Optional(id),
  is_topic_message: Type.Optional(Type.Boolean()),
  reply_to_message: Type.Optional(Type.Object({ message_id: id })),
})

function readMessage(value: unknown): Inbound[] | null {
  if (!fits(Envelope, value)) return null
  if (value.from?.is_bot) return []
  const item = envelope(value)
  // The Start button and deep links send this; in a reply or a forward it is a quotation.
  const aside = 'forward_date' in value || 'forward_origin' in value || value.reply_to_message !== undefined
  const [start, ref] = (!aside && /^\/start(?:@\w+)?(?: (\S+))?$/.exec(value.text ?? '')) || []
  if (start !== undefined)
    return [{ ...item, event: { type: 'start', ...(ref === undefined ? {} : { ref }) } }]
  const message = contentOf(value)
  if (message === null) return [unsupported(item, kindOf(value))]
  // In a topic of a forum everything answers the message that opened it, which nobody meant.
  const about = value.reply_to_message?.message_id
  const opened = value.is_topic_message === true && about === value.message_thread_id
  const replyTo = about === undefined || opened ? undefined : key(value.chat.id, about)
  const event = { type: 'message', id: item.once, message, ...(replyTo ? { replyTo } : {}) } as const
  return [{ ...item, event }]
}

function readEdit(value: unknown): Inbound[] | null {
  if (!fits(Envelope, value)) return null
  if (value.from?.is_bot) return []
  const item = envelope(value)
  const when = value.edit_date ?? value.date
  const message = contentOf(value)
  if (message === null) return [unsupported({ ...item, once: `${item.once}:${when}` }, kindOf(value))]
  return [{ ...item, at: iso(when), once: `${when}`, event: { type: 'edit', id: item.once, message } }]
}

function envelope(value: Static<typeof Envelope>): Omit<Inbound, 'event'> {
  const told = [
    'message_id',
    'date',
    'chat',
    'text',
    'caption',
    'photo',
    'location',
    'edit_date',
    'reply_to_message',
  ]
  const from = sender(value.chat, value.from)
  const rest = Object.entries(value).filter(
    ([name]) => !told.includes(name) && (name !== 'from' || from.group),
  )
  return {
    from,
    once: key(value.chat.id, value.message_id),
    by: 'customer',
    at: iso(value.date),
    ...(rest.length > 0 ? { raw: json(Object.fromEntries(rest)) } : {}),
  }
}

const Keyboard = Type.Object({
  inline_keyboard: Type.Array(Type.Array(Type.Object({ text: Type.String(), callback_data: text }))),
})
const Callback = Type.Object({
  id: Type.String({ minLength: 1 }),
  from: User,
  data: Type.String(),
  message: Type.Optional(
    Type.Object({ message_id: id, chat: Chat, reply_markup: Type.Optional(Type.Unknown()) }),
  ),
})

function readCallback(value: unknown): Inbound[] | null {
  if (!fits(Callback, value)) return null
  const { data, from, message } = value
  const at = data.indexOf('|')
  const of = data.slice(0, Math.max(0, at))
  const picked = data.slice(at + 1)
  const rows = fits(Keyboard, message?.reply_markup) ? message.reply_markup.inline_keyboard : []
  const label = rows.flat().find((button) => button.callback_data === data)?.text ?? picked
  return [
    {
      from: sender(message?.chat ?? { id: from.id }, from),
      once: value.id,
      by: 'customer',
      acknowledge: value.id,
      event: {
        type: 'message',
        id: `callback:${value.id}`,
        message: { type: 'choice', value: picked, text: label, ...(of === '' ? {} : { of }) },
        ...(message ? { replyTo: key(message.chat.id, message.message_id) } : {}),
      },
    },
  ]
}

const Membership = Type.Object({
  chat: Chat,
  from: User,
  date,
  new_chat_member: Type.Object({ status: Type.String() }),
})

function readMembership(value: unknown): Inbound[] | null {
  if (!fits(Membership, value)) return null
  const { status } = value.new_chat_member
  const type = status === 'kicked' || status === 'left' ? 'blocked' : 'unblocked'
  const once = `${value.chat.id}:${value.date}:${status}`
  return [
    { from: sender(value.chat, value.from), once, by: 'customer', at: iso(value.date), event: { type } },
  ]
}

const Reaction = Type.Object({
  chat: Chat,
  message_id: id,
  user: Type.Optional(User),
  date,
  new_reaction: Type.Array(Type.Object({ type: Type.String(), emoji: text })),
})

function readReaction(value: unknown): Inbound[] | null {
  if (!fits(Reaction, value)) return null
  const [reaction] = value.new_reaction
  const emoji = reaction && (reaction.emoji ?? reaction.type)
  return [
    {
      from: sender(value.chat, value.user),
      once: `${value.date}:${emoji ?? ''}`,
      by: 'customer',
      at: iso(value.date),
      event: {
        type: 'reaction',
        id: key(value.chat.id, value.message_id),
        ...(emoji === undefined ? {} : { emoji }),
      },
    },
  ]
}

const Somebody = Type.Object({
  chat: Type.Optional(Chat),
  from: Type.Optional(User),
  user: Type.Optional(User),
})

function unknown(kind: string, value: unknown): Inbound[] {
  if (!fits(Somebody, value)) return []
  const from = value.from ?? value.user
  const chat = value.chat ?? from
  if (chat === undefined) return []
  const once = createHash('sha256').update(JSON.stringify(value)).digest('base64url')
  const item = { from: sender(chat, from), once, by: 'customer', raw: json(value) } as const
  return [unsupported(item, kind)]
}

function unsupported(item: Omit<Inbound, 'event'>, kind: string): Inbound {
  return { ...item, event: { type: 'unsupported', kind: kind.slice(0, 100) || 'message' } }
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

function json(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
