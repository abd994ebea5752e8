import Type, { type Static } from 'typebox'
import type { Sender } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'

/**
 * Who wrote: the phone number, and beside it the business-scoped user id, which is all there is of people who hide
 * their number. Null when neither is told. A group is one address.
 */
export function sender(of: Addresses, people: unknown[] = []): Sender | null {
  if (of.group) return { id: of.group, group: true }
  const all = [of.phone, of.user].filter((one) => one !== undefined).filter((one) => one !== '')
  const [id, ...aliases] = new Set(all)
  if (id === undefined) return null
  const known = people.filter((one): one is Static<typeof Person> => fits(Person, one))
  const name = known.find(({ wa_id, user_id }) => wa_id === id || user_id === id)?.profile?.name
  return { id, ...(aliases.length > 0 ? { aliases } : {}), ...(name ? { name } : {}) }
}

export interface Addresses {
  phone?: string | undefined
  user?: string | undefined
  group?: string | undefined
}

/** Where to answer: the number while it is known, else the user id; and the message that would be answered. */
export function addressOf({ phone, user }: Addresses, message?: string): { address?: Json } {
  const last = message === undefined ? {} : { message }
  if (phone && !userId.test(phone)) return { address: { to: phone, ...last } }
  const recipient = user || phone
  return recipient ? { address: { recipient, ...last } } : {}
}

/** Where a number is hidden, the user id may stand in its place. */
const userId = /^[A-Z]{2}\./

const text = Type.Optional(Type.String())
const Person = Type.Object({
  wa_id: text,
  user_id: text,
  profile: Type.Optional(Type.Object({ name: text })),
})
