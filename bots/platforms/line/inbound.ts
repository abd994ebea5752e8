import { createHash } from 'node:crypto'
import Type, { type Static } from 'typebox'
import type { Inbound, Sender } from '../../channel.ts'
import { CustomerEvent } from '../../entry.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { contentOf } from './content.ts'
import { postbackChoice } from './postback.ts'

/**
 * What a delivery of LINE tells. Total: an event of nobody tells nothing, and what is not known becomes
 * `unsupported`. Source: https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function inbound(delivery: unknown): Inbound[] {
  if (!fits(Delivery, delivery)) return []
  return delivery.events.flatMap((event) => {
    if (!fits(Envelope, event) || silent.has(event.type)) return []
    const from = senderOf(event)
    if (from === null) return []
    const item = itemOf(event, from, delivery.destination)
    const told = readers.get(event.type)?.(event, item.once) ?? null
    if (told !== null && fits(CustomerEvent, told.event)) return [{ ...item, ...told }]
    return [{ ...item, event: { type: 'unsupported', kind: kindOf(event).slice(0, 100) || 'message' } }]
  })
}

/** They happen without anybody saying anything: a phone passes a beacon, a video comes to its end. */
const silent = new Set(['beacon', 'videoPlayComplete'])

const text = Type.Optional(Type.String())
const Delivery = Type.Object({ destination: text, events: Type.Array(Type.Unknown()) })
const Envelope = Type.Object({
  type: Type.String(),
  timestamp: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }),
  mode: text,
  webhookEventId: text,
  replyToken: text,
  source: Type.Object({ type: Type.String(), userId: text, groupId: text, roomId: text }),
  message: Type.Optional(Type.Unknown()),
})
type Envelope = Static<typeof Envelope>

/** A group or a room is the address. */
function senderOf({ source }: Envelope): Sender | null {
  const group = source.groupId ?? source.roomId
  const id = group ?? source.userId
  if (!id) return null
  return group ? { id, group: true } : { id }
}

function itemOf(event: Envelope, from: Sender, destination: string | undefined): Omit<Inbound, 'event'> {
  const { replyToken, timestamp, ...raw } = event
  return {
    from,
    once: event.webhookEventId || createHash('sha256').update(JSON.stringify(event)).digest('base64url'),
    by: 'customer',
    at: new Date(timestamp).toISOString(),
    raw: json(raw),
    ...(event.mode === 'standby' ? { quiet: true as const } : {}), // another application has the thread
    ...(destination ? { account: destination } : {}),
    ...(replyToken ? { address: { token: replyToken, at: timestamp } } : {}),
  }
}

type Told = Pick<Inbound, 'event'> & { once?: string }

const readers = new Map<string, (event: Envelope, once: string) => Told | null>([
  ['message', readMessage],
  ['messageEdited', readEdit],
  ['postback', readPostback],
  ['unsend', readUnsend],
  ['follow', readFollow],
  ['unfollow', () => ({ event: { type: 'blocked' } })],
  ['join', () => ({ event: { type: 'unblocked' } })],
  ['leave', () => ({ event: { type: 'blocked' } })],
])

const Head = Type.Object({ id: Type.String(), type: Type.String(), quotedMessageId: text })

function readMessage({ message: value }: Envelope): Told | null {
  const message = contentOf(value)
  if (!fits(Head, value) || message === null) return null
  const { id, quotedMessageId: replyTo } = value
  return { event: { type: 'message', id, message, ...(replyTo ? { replyTo } : {}) } }
}

function readEdit({ message: value, timestamp }: Envelope): Told | null {
  const message = contentOf(value)
  if (!fits(Head, value) || message === null) return null
  return { once: `${timestamp}`, event: { type: 'edit', id: value.id, message } }
}

function readPostback(event: Envelope, once: string): Told | null {
  const message = postbackChoice(event)
  return message && { event: { type: 'message', id: `postback:${once}`, message } }
}

const Unsend = Type.Object({ unsend: Type.Object({ messageId: Type.String() }) })

function readUnsend(event: Envelope): Told | null {
  return fits(Unsend, event) ? { event: { type: 'unsend', id: event.unsend.messageId } } : null
}

const Unblocked = Type.Object({ follow: Type.Object({ isUnblocked: Type.Literal(true) }) })

function readFollow(event: Envelope): Told {
  return { event: fits(Unblocked, event) ? { type: 'unblocked' } : { type: 'start' } }
}

function kindOf({ type, message }: Envelope): string {
  return type === 'message' && fits(Head, message) ? message.type : type
}

function json(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
