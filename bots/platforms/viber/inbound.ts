import Type, { type Static } from 'typebox'
import type { Inbound, Sender } from '../../channel.ts'
import { fits } from '../fits.ts'
import { rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { contentOf } from './content.ts'

/** What a delivery of Viber tells: one event. Source: https://developers.viber.com/docs/api/rest-bot-api/#callbacks */
export function inbound(delivery: unknown): Inbound[] {
  if (!fits(Delivery, delivery) || silent.has(delivery.event)) return []
  const from = senderOf(delivery)
  if (from === null) return []
  const once = `${delivery.message_token}`
  const item = { from, once, by: 'customer', ...when(delivery.timestamp), ...rest(delivery, said) } as const
  const event = readers.get(delivery.event)
  if (event === undefined) return [unsupported(item, delivery.event)]
  return event(delivery, item)
}

/** They tell of no customer, or of nothing that was said. */
const silent = new Set(['webhook', 'action', 'client_status'])

const text = Type.Optional(Type.String())
const Person = Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }), name: text, language: text })
const Delivery = Type.Object({
  event: Type.String({ minLength: 1 }),
  message_token: Type.Union([Type.Integer(), Type.String({ pattern: '^[0-9]{1,32}$' })]),
  timestamp: Type.Optional(Type.Unknown()),
  user_id: Type.Optional(Person.properties.id),
  user: Type.Optional(Person),
  sender: Type.Optional(Person),
  message: Type.Optional(Type.Unknown()),
  desc: text,
  context: text,
  subscribed: Type.Optional(Type.Boolean()),
})
type Delivery = Static<typeof Delivery>

/** What the event and who wrote it say already; a message of a kind we know says itself. */
const said = ['event', 'message_token', 'timestamp', 'user_id', 'desc', 'context']

function senderOf({ sender, user, user_id: id }: Delivery): Sender | null {
  const person = sender ?? user
  if (person === undefined) return id === undefined ? null : { id }
  const { name, language } = person
  return { id: person.id, ...(name ? { name } : {}), ...(language ? { language } : {}) }
}

type Item = Omit<Inbound, 'event'>

const readers = new Map<string, (delivery: Delivery, item: Item) => Inbound[]>([
  ['message', readMessage],
  ['conversation_started', readStart],
  ['subscribed', (_, item) => [{ ...item, event: { type: 'unblocked' } }]],
  ['unsubscribed', (_, item) => [{ ...item, event: { type: 'blocked' } }]],
  ['delivered', (_, item) => receipt(item, 'delivered')],
  ['seen', (_, item) => receipt(item, 'read')],
  ['failed', ({ desc }, item) => receipt(item, 'failed', desc)],
])

const Kind = Type.Object({ type: Type.String({ minLength: 1 }) })

function readMessage({ message: value }: Delivery, item: Item): Inbound[] {
  const kind = fits(Kind, value) ? value.type : 'message'
  const message = contentOf(value)
  if (message === null) return [unsupported(item, kind)]
  return told({ ...item, event: { type: 'message', id: item.once, message } }, kind)
}

/** Who has not written yet cannot be answered: what they are told is in the answer to the delivery. */
function readStart(delivery: Delivery, item: Item): Inbound[] {
  const ref = delivery.context?.slice(0, 512)
  const event = { type: 'start', ...(ref ? { ref } : {}) } as const
  return [{ ...item, event, ...(isNew(delivery) ? { quiet: true as const } : {}) }]
}

/** Whether somebody opens the chat who has not written before; they can be told one thing, at once. */
export function isNew(delivery: unknown): boolean {
  return fits(Delivery, delivery) && delivery.event === 'conversation_started' && delivery.subscribed !== true
}

/** Each of the customer's devices may tell of it. */
function receipt(item: Item, status: 'delivered' | 'read' | 'failed', desc?: string): Inbound[] {
  const reason = status === 'failed' ? `Viber said: ${desc || 'not why'}`.slice(0, 1000) : undefined
  const event = { type: 'receipt', id: item.once, status, ...(reason ? { reason } : {}) } as const
  return told({ ...item, by: 'system', once: `${item.once}:${status}`, event }, status)
}
