import Type from 'typebox'
import type { Inbound, Sender } from '../../channel.ts'
import { fits } from '../fits.ts'
import { told } from '../told.ts'
import { when } from '../when.ts'
import { type Addresses, addressOf, sender } from './sender.ts'

/**
 * That somebody has another number or user id: its further addresses, so that what they write next finds its way.
 * Told by a message of the kind `system`, or by an item of `user_id_update`. Nothing in the conversation changes, so
 * it is kept as a quiet receipt. Source:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function change(value: unknown): Inbound[] {
  if (fits(Update, value)) {
    const { wa_id: phone, user_id: user, timestamp } = value
    const before = sender({ phone, user: user.previous })
    return learned(before, { phone, user: user.current }, `${user.previous ?? ''}:${user.current}`, timestamp)
  }
  if (!fits(System, value)) return []
  const { from, from_user_id, system, id, timestamp } = value
  // Only the words name the user id that was.
  const [was] = system.body?.match(/\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{5,128}\b/) ?? []
  const before = sender({ phone: from, user: from_user_id ?? was ?? system.user_id })
  return learned(before, { phone: system.wa_id ?? from, user: system.user_id }, id, timestamp)
}

function learned(
  before: Sender | null,
  now: Addresses,
  once: string,
  timestamp: string | number | undefined,
): Inbound[] {
  if (before === null) return []
  const added = [now.phone, now.user].filter((one) => one !== undefined && one !== '' && one !== before.id)
  const aliases = new Set([...(before.aliases ?? []), ...added.filter((one) => one !== undefined)])
  const id = `address:${once}`
  const item: Inbound = {
    from: { ...before, ...(aliases.size > 0 ? { aliases: [...aliases] } : {}) },
    once: id,
    by: 'system',
    ...when(`${timestamp}`),
    ...addressOf(now),
    event: { type: 'receipt', id, status: 'delivered' },
  }
  return told(item, 'system')
}

const text = Type.Optional(Type.String())
const time = Type.Optional(Type.Union([Type.String(), Type.Number()]))
const Update = Type.Object({
  wa_id: text,
  user_id: Type.Object({ previous: text, current: Type.String({ minLength: 1 }) }),
  timestamp: time,
})
const System = Type.Object({
  id: Type.String({ minLength: 1 }),
  from: text,
  from_user_id: text,
  timestamp: time,
  system: Type.Object({ body: text, wa_id: text, user_id: text }),
})
