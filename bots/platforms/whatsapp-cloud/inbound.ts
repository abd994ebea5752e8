import Type, { type Static } from 'typebox'
import type { Inbound } from '../../channel.ts'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { type Entry, list } from '../meta/entries.ts'
import { rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { change } from './change.ts'
import { contentOf } from './content.ts'
import { addressOf, sender } from './sender.ts'
import { status } from './status.ts'

/**
 * What a delivery of WhatsApp tells, for the number `own` and others. Errors of a whole number tell nothing of
 * anybody, and are left out. Source:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference
 */
export function inbound(entries: Entry[], own: string | undefined): Inbound[] {
  return entries.flatMap(({ changes }) =>
    changes.flatMap(({ field, value }) => {
      const number = fits(Metadata, value.metadata) ? value.metadata.phone_number_id : own
      const account = number === undefined || number === own ? {} : { account: number }
      return (readers.get(field)?.(value) ?? []).map((item) => ({ ...item, ...account }))
    }),
  )
}

type Fields = Record<string, unknown>

const readers = new Map<string, (value: Fields) => Inbound[]>([
  [
    'messages',
    (value) => [
      ...list(value.messages).flatMap((message) => readMessage(message, list(value.contacts))),
      ...list(value.statuses).flatMap(status),
    ],
  ],
  ['smb_message_echoes', (value) => list(value.message_echoes).flatMap(readEcho)],
  ['user_id_update', (value) => list(value.user_id_update).flatMap(change)],
  ['calls', (value) => list(value.calls).flatMap((call) => readCall(call, list(value.contacts)))],
  ['user_preferences', (value) => list(value.user_preferences).flatMap(readPreference)],
])

const text = Type.Optional(Type.String())
const Metadata = Type.Object({ phone_number_id: Type.String({ minLength: 1 }) })
const Sent = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 512 }),
  type: Type.String(),
  timestamp: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  from: text,
  from_user_id: text,
  group_id: text,
  to: text,
  to_user_id: text,
})
const About = Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }) })
const Reaction = Type.Object({ message_id: Type.String(), emoji: text })
const Revoke = Type.Object({ original_message_id: Type.String() })
const Edit = Type.Object({
  original_message_id: Type.String(),
  message: Type.Intersect([Type.Object({ type: Type.String() }), Type.Record(Type.String(), Type.Unknown())]),
})
const Kind = Type.Object({ type: Type.String({ minLength: 1 }) })

function readMessage(value: unknown, people: unknown[]): Inbound[] {
  if (!fits(Sent, value)) return []
  if (value.type === 'system') return change(value)
  const addresses = { phone: value.from, user: value.from_user_id, group: value.group_id }
  const from = sender(addresses, people)
  if (from === null) return []
  const item = { ...envelope(value), from, ...(from.group ? {} : addressOf(addresses, value.id)) }
  const event = eventOf(value)
  if (event === null) return [unsupported(item, kindOf(value))]
  return told({ ...item, event }, value.type)
}

const Call = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 500 }),
  event: Type.Literal('connect'),
  direction: Type.Optional(Type.Literal('USER_INITIATED')),
  from: text,
  from_user_id: text,
  timestamp: Type.Optional(Type.Union([Type.String(), Type.Number()])),
})

/** Somebody calls, whom nobody here can answer: people see that they did. How the call ends tells no more. */
function readCall(value: unknown, people: unknown[]): Inbound[] {
  if (!fits(Call, value)) return []
  const { id, from: phone, from_user_id: user, timestamp } = value
  const from = sender({ phone, user }, people)
  return from === null
    ? []
    : [unsupported({ from, once: id, by: 'customer', ...when(`${timestamp}`) }, 'call')]
}

/** What somebody of the business sent by the WhatsApp Business app. */
function readEcho(value: unknown): Inbound[] {
  if (!fits(Sent, value)) return []
  const from = sender({ phone: value.to, user: value.to_user_id })
  if (from === null) return []
  const event = eventOf(value) ?? said(value.id, { type: 'text', text: `[${kindOf(value)}]` })
  const echo =
    event.type === 'message' ? { type: 'echo' as const, id: event.id, message: event.message } : event
  return told({ ...envelope(value), from, by: 'system', event: echo }, value.type)
}

function envelope(value: Static<typeof Sent>): Omit<Inbound, 'event' | 'from'> {
  const fields = ['id', 'type', 'timestamp', 'text', 'to', 'to_user_id', 'from_user_id', 'reaction']
  return {
    once: value.id,
    by: 'customer',
    ...when(`${value.timestamp}`),
    ...rest(value, value.group_id ? fields : [...fields, 'from']),
  }
}

function eventOf(value: Static<typeof Sent> & Fields): Inbound['event'] | null {
  const { id, type, reaction, revoke, edit, context } = value
  if (type === 'reaction') {
    if (!fits(Reaction, reaction)) return null
    const { message_id: of, emoji } = reaction
    return { type: 'reaction', id: of, ...(emoji ? { emoji } : {}) }
  }
  if (type === 'revoke')
    return fits(Revoke, revoke) ? { type: 'unsend', id: revoke.original_message_id } : null
  if (type === 'request_welcome') return { type: 'start' }
  if (type === 'edit') {
    const message = fits(Edit, edit) ? contentOf(edit.message) : null
    return fits(Edit, edit) && message ? { type: 'edit', id: edit.original_message_id, message } : null
  }
  const message = contentOf(value)
  return message && said(id, message, fits(About, context) ? context.id : undefined)
}

function said(
  id: string,
  message: Message,
  replyTo?: string,
): Extract<Inbound['event'], { type: 'message' }> {
  return { type: 'message', id, message, ...(replyTo === undefined ? {} : { replyTo }) }
}

/** An interactive or unsupported message says in itself what it is. */
function kindOf(message: Static<typeof Sent> & Fields): string {
  const content = message[message.type]
  return fits(Kind, content) ? content.type : message.type
}

const Preference = Type.Object({
  wa_id: text,
  user_id: text,
  category: Type.String({ minLength: 1, maxLength: 100 }),
  value: Type.Union([Type.Literal('stop'), Type.Literal('resume')]),
  timestamp: Type.Union([Type.String(), Type.Number()]),
})

/** That a customer does not want messages of a category, or wants them again. */
function readPreference(value: unknown): Inbound[] {
  if (!fits(Preference, value)) return []
  const { category, timestamp } = value
  const from = sender({ phone: value.wa_id, user: value.user_id })
  if (from === null) return []
  const event = { type: 'consent', kind: category, given: value.value === 'resume' } as const
  const item = { from, by: 'customer', once: `${category}:${timestamp}`, event } as const
  return told({ ...item, ...when(`${timestamp}`) }, 'user_preferences')
}
