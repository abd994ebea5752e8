import Type from 'typebox'
import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { digest, rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { contentOf, kindOf } from './content.ts'
import { type Delivery, deliveryOf, nameOf } from './delivery.ts'

/** What a delivery of X tells of direct messages. Public posts, likes and who follows whom tell nothing of a talk. */
export function inbound(body: unknown): Inbound[] {
  const delivery = deliveryOf(body)
  if (delivery === null) return []
  const items = [
    ...delivery.messages.flatMap((message) => readMessage(message, delivery)),
    ...delivery.reads.flatMap((read) => readReceipt(read, delivery)),
    ...readOther(delivery),
  ]
  return items.map((item) => ({ ...item, account: delivery.own }))
}

const id = Type.String({ minLength: 1, maxLength: 512 })
const time = Type.Optional(Type.Union([Type.String(), Type.Number()]))
const Sent = Type.Object({
  type: Type.Literal('message_create'),
  id,
  created_timestamp: time,
  message_create: Type.Object({
    sender_id: id,
    target: Type.Object({ recipient_id: id }),
    message_data: Type.Optional(Type.Unknown()),
  }),
})

function readMessage(value: unknown, { own, payload }: Delivery): Inbound[] {
  if (!fits(Sent, value)) return readReceipt(value, { own, payload })
  const { sender_id: sender, target, message_data: data } = value.message_create
  const isOurs = sender === own
  const customer = isOurs ? target.recipient_id : sender
  const item = {
    from: { id: customer, ...nameOf(payload, customer) },
    once: value.id,
    by: isOurs ? 'system' : 'customer',
    ...when(value.created_timestamp),
    ...rest(value, ['type', 'id', 'created_timestamp']),
  } as const
  const kind = kindOf(data)
  const message = contentOf(data)
  if (isOurs) {
    const echo = message ?? ({ type: 'text', text: `[${kind}]` } as const)
    return told({ ...item, event: { type: 'echo', id: value.id, message: echo } }, kind)
  }
  if (message === null) return [unsupported(item, kind)]
  return told({ ...item, event: { type: 'message', id: value.id, message } }, kind)
}

const Read = Type.Object({
  last_read_event_id: id,
  created_timestamp: time,
  sender_id: Type.Optional(id),
  initiating_user_id: Type.Optional(id),
})

/** Up to which message of ours somebody has read; what we have read says nothing. */
function readReceipt(value: unknown, { own }: Pick<Delivery, 'own' | 'payload'>): Inbound[] {
  if (!fits(Read, value)) return []
  const { last_read_event_id: last, sender_id, initiating_user_id: reader = sender_id } = value
  if (reader === undefined || reader === own) return []
  const event = { type: 'receipt', id: last, status: 'read' } as const
  return [{ from: { id: reader }, once: last, by: 'system', ...when(value.created_timestamp), event }]
}

const From = Type.Object({ sender_id: id })
const known = /^dm\.(received|sent|read|indicate_typing)$/

/** What is new among direct messages, and what is encrypted so that only the phones can read it. */
function readOther({ own, type, id: uuid, payload }: Delivery): Inbound[] {
  if (!/^(dm|chat)\./.test(type) || known.test(type) || !fits(From, payload)) return []
  const { sender_id: sender } = payload
  if (sender === own) return []
  return [unsupported({ from: { id: sender }, once: uuid || digest(payload), by: 'customer' }, type)]
}
