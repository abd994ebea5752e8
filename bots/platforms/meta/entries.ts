import Type, { type Static } from 'typebox'
import type { WebhookRequest } from '../../channel.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/**
 * What a delivery of Meta holds, for each page or business account: up to 1000 items, each read on its own, so that
 * a bad one loses nothing else. What is no delivery of this `object` holds nothing.
 */
export function entries({ body }: WebhookRequest, object: string): Entry[] {
  const delivery = json(body.toString('utf8'))
  if (!fits(Delivery, delivery) || delivery.object !== object) return []
  return delivery.entry.flatMap((entry) =>
    fits(Raw, entry)
      ? [
          {
            id: entry.id === undefined ? '' : `${entry.id}`,
            messaging: list(entry.messaging),
            standby: list(entry.standby),
            changes: list(entry.changes).filter(isChange),
          },
        ]
      : [],
  )
}

export interface Entry {
  /** The page or business account; empty when it is not told. */
  id: string
  messaging: unknown[]
  /** What comes while another app has the thread. */
  standby: unknown[]
  changes: Static<typeof Change>[]
}

/** A list, or nothing of what should be one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

const Delivery = Type.Object({ object: Type.String(), entry: Type.Array(Type.Unknown()) })
const Raw = Type.Object({
  id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  messaging: Type.Optional(Type.Unknown()),
  standby: Type.Optional(Type.Unknown()),
  changes: Type.Optional(Type.Unknown()),
})
const Change = Type.Object({ field: Type.String(), value: Type.Record(Type.String(), Type.Unknown()) })

function isChange(value: unknown): value is Static<typeof Change> {
  return fits(Change, value)
}
