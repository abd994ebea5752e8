import Type, { type Static } from 'typebox'
import type { Inbound } from '../../channel.ts'
import { CustomerEvent, PlatformEvent } from '../../entry.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/**
 * One thing a gateway tells. `event` is one of the customer's or the platform's events of bots/entry.ts, with messages
 * of bots/message.ts; customers say text, choice, media and location.
 */
export const Item = Type.Object({
  from: Type.Object({
    id: Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'The address of the customer, or of the group, that stays the same for ever',
    }),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    language: Type.Optional(Type.String({ maxLength: 35, description: 'BCP 47' })),
    group: Type.Optional(Type.Boolean({ description: 'A group chat: stored, and not answered' })),
  }),
  id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      description:
        'Unique for the event, where it has no message id; else webhook-id and place in the list are',
    }),
  ),
  at: Type.Optional(Type.String({ maxLength: 40, description: 'When it happened, ISO 8601' })),
  account: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The number or page meant, where there are several',
    }),
  ),
  address: Type.Optional(
    Type.Unknown({ description: 'Anything that is needed to answer: it comes back with it' }),
  ),
  event: Type.Object({
    type: Type.String({ minLength: 1, description: 'See CustomerEvent and PlatformEvent' }),
  }),
})
export type Item = Static<typeof Item>

/** What a gateway posts: any number of items, each read on its own. */
export const Delivery = Type.Object({ items: Type.Array(Type.Unknown({ description: 'See Item' })) })

/** What a delivery of a gateway tells; `id` is its webhook-id, which is the same when it is delivered again. */
export function inbound(body: Buffer, id: string): Inbound[] {
  const delivery = json(body.toString('utf8'))
  if (!fits(Delivery, delivery)) return []
  return delivery.items.flatMap((item, index) => (fits(Item, item) ? [read(item, `${id}/${index}`)] : []))
}

function read(item: Item, instead: string): Inbound {
  const { from, event, account, address } = item
  const at = new Date(item.at ?? '')
  const known = {
    from: {
      id: from.id,
      ...(from.name ? { name: from.name } : {}),
      ...(from.language ? { language: from.language } : {}),
      ...(from.group ? { group: true as const } : {}),
    },
    once: item.id ?? instead,
    ...(Number.isNaN(at.getTime()) ? {} : { at: at.toISOString() }),
    ...(account ? { account } : {}),
    ...(address === undefined ? {} : { address: JSON.parse(JSON.stringify(address)) }),
  }
  if (fits(CustomerEvent, event) && maySay(event)) return { ...known, by: 'customer', event }
  if (fits(PlatformEvent, event)) return { ...known, by: 'system', event }
  const kind = fits(Said, event) ? event.message.type : event.type
  return { ...known, by: 'customer', event: { type: 'unsupported', kind: kind.slice(0, 100) } }
}

const Said = Type.Object({ message: Type.Object({ type: Type.String({ minLength: 1 }) }) })

/** Offers of choices, cards and templates are what a brand says. */
function maySay(event: CustomerEvent): boolean {
  if (event.type !== 'message' && event.type !== 'edit') return true
  return ['text', 'choice', 'media', 'location'].includes(event.message.type)
}
