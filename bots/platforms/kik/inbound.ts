import Type, { type Static } from 'typebox'
import type { Inbound, Sender } from '../../channel.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { digest, rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { contentOf } from './content.ts'

/**
 * What a delivery of Kik tells, up to 100 messages, each read on its own. What names nobody tells nothing.
 * Source: kikinteractive/kik-node, lib/message.js
 */
export function inbound(delivery: unknown): Inbound[] {
  if (!fits(Delivery, delivery)) return []
  return list(delivery.messages).flatMap((message) => {
    if (!fits(Received, message) || message.type === 'is-typing') return []
    const from = senderOf(message)
    return from === null ? [] : read(message, from).flatMap((item) => told(item, message.type))
  })
}

const text = Type.Optional(Type.String())
const Delivery = Type.Object({ messages: Type.Unknown() })
const Received = Type.Object({
  type: Type.String({ minLength: 1 }),
  id: text,
  from: text,
  chatId: text,
  chatType: text,
  participants: Type.Optional(Type.Unknown()),
  timestamp: Type.Optional(Type.Unknown()),
})
type Received = Static<typeof Received>

/** A chat of several is the address; of two, the other. */
function senderOf({ from, chatId, chatType, participants }: Received): Sender | null {
  const group = chatType === 'private' || chatType === 'public' || list(participants).length > 1
  if (group && chatId) return { id: chatId, group: true }
  return from ? { id: from, name: from } : null
}

function read(message: Received, from: Sender): Inbound[] {
  const { type, id, chatId, from: user = '' } = message
  const item = {
    from,
    once: id || digest(message),
    by: 'customer',
    ...when(message.timestamp),
    address: { user, ...(chatId ? { chat: chatId } : {}) },
    ...rest(message, ['id', 'body', 'timestamp']),
  } as const
  const receipt = receipts.get(type)
  if (receipt) return receiptsOf(message, item, receipt)
  if (type === 'start-chatting') return [{ ...item, event: { type: 'start' } }]
  if (fits(Scanned, message)) {
    const ref = message.data.slice(0, 512)
    return [{ ...item, event: { type: 'start', ...(ref ? { ref } : {}) } }]
  }
  const said = contentOf(message)
  if (said === null) return [unsupported(item, type)]
  return [{ ...item, event: { type: 'message', id: item.once, message: said } }]
}

const receipts = new Map<string, 'delivered' | 'read'>([
  ['delivery-receipt', 'delivered'],
  ['read-receipt', 'read'],
])

/** A Kik code of the bot's was scanned, with what the bot had put in it. */
const Scanned = Type.Object({ type: Type.Literal('scan-data'), data: Type.String() })
const Told = Type.Object({ messageIds: Type.Unknown() })

function receiptsOf(
  message: Received,
  item: Omit<Inbound, 'event'>,
  status: 'delivered' | 'read',
): Inbound[] {
  if (!fits(Told, message)) return []
  return list(message.messageIds).flatMap((id): Inbound[] =>
    typeof id === 'string' && id !== ''
      ? [{ ...item, once: id, by: 'system', event: { type: 'receipt', id, status } }]
      : [],
  )
}
