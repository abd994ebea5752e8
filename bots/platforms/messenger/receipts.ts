import Type from 'typebox'
import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'

/**
 * That messages of ours arrived or were read. Meta names them, or tells only until when: such a receipt's id is
 * `watermark:` and the time in ms. Sources:
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-deliveries and /message-reads
 */
export function receipts(value: unknown, item: Omit<Inbound, 'event'>, event: object): Inbound[] | null {
  if (!fits(Receipt, value)) return null
  const { mid, mids, watermark } = value
  const named = [mid, ...list(mids)].filter((id) => typeof id === 'string').filter((id) => id !== '')
  const ids = named.length > 0 ? named : watermark === undefined ? [] : [`watermark:${watermark}`]
  const status = 'read' in event ? 'read' : 'delivered'
  return ids.map((id) => ({ ...item, once: id, by: 'system', event: { type: 'receipt', id, status } }))
}

const Receipt = Type.Object({
  mid: Type.Optional(Type.String()),
  mids: Type.Optional(Type.Unknown()),
  watermark: Type.Optional(Type.Integer()),
})
