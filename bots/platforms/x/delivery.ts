import Type from 'typebox'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'

/** What a delivery of X holds, in either of its forms, for one account. */
export interface Delivery {
  /** The account that it is for. */
  own: string
  /** What the X Activity API calls it, such as `dm.received`; empty in the Account Activity API. */
  type: string
  /** Unique for the delivery; empty in the Account Activity API. */
  id: string
  payload: Record<string, unknown>
  messages: unknown[]
  reads: unknown[]
}

/**
 * Opens a delivery; null when it is none. Sources: https://docs.x.com/x-api/activity/introduction and
 * https://docs.x.com/x-api/account-activity/introduction
 */
export function deliveryOf(body: unknown): Delivery | null {
  if (fits(Activity, body)) {
    const { filter, event_type: type, event_uuid: id = '', payload } = body.data
    return { own: filter.user_id, type, id, payload, ...lists(payload) }
  }
  if (!fits(Account, body)) return null
  return { own: body.for_user_id, type: '', id: '', payload: body, ...lists(body) }
}

const Fields = Type.Record(Type.String(), Type.Unknown())
const Activity = Type.Object({
  data: Type.Object({
    event_type: Type.String(),
    event_uuid: Type.Optional(Type.String()),
    filter: Type.Object({ user_id: Type.String({ minLength: 1 }) }),
    payload: Fields,
  }),
})
const Account = Type.Intersect([Type.Object({ for_user_id: Type.String({ minLength: 1 }) }), Fields])

function lists(payload: Record<string, unknown>) {
  const messages = list(payload.direct_message_events)
  const reads = list(payload.direct_message_mark_read_events)
  return { messages, reads }
}

const Person = Type.Object({ name: Type.String({ minLength: 1 }) })
const Wrapped = Type.Object({ data: Person })

/** What somebody is called, as the delivery tells. */
export function nameOf({ users }: Record<string, unknown>, id: string): { name?: string } {
  const person = fits(Fields, users) ? users[id] : undefined
  if (fits(Wrapped, person)) return { name: person.data.name }
  return fits(Person, person) ? { name: person.name } : {}
}
