import Type from 'typebox'
import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { rest, told } from '../told.ts'
import { when } from '../when.ts'
import { sender } from './sender.ts'

/**
 * What became of a message of ours; what it cost stays in `raw`. `sent` tells nothing new. Source:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function status(value: unknown): Inbound[] {
  if (!fits(Status, value)) return []
  const { id, recipient_id: phone, recipient_user_id: user, status, timestamp } = value
  const group = value.recipient_type === 'group' ? phone : undefined
  const from = sender({ phone, user, group })
  const known = from !== null && (status === 'delivered' || status === 'read' || status === 'failed')
  if (!known) return []
  const [fault] = value.errors ?? []
  const reason = fault && [fault.code, fault.error_data?.details ?? fault.title].filter(Boolean).join(' ')
  return told(
    {
      from,
      once: id,
      by: 'system',
      ...when(`${timestamp}`),
      event: { type: 'receipt', id, status, ...(reason ? { reason: reason.slice(0, 1000) } : {}) },
      ...rest(value, ['id', 'status', 'timestamp', 'recipient_id', 'recipient_user_id']),
    },
    'status',
  )
}

const text = Type.Optional(Type.String())
const Status = Type.Object({
  id: Type.String({ minLength: 1 }),
  status: Type.String(),
  timestamp: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  recipient_id: text,
  recipient_user_id: text,
  recipient_type: text,
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        code: Type.Optional(Type.Integer()),
        title: text,
        error_data: Type.Optional(Type.Object({ details: text })),
      }),
    ),
  ),
})
