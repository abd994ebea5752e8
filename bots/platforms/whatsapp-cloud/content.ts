import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { list } from '../meta/entries.ts'

/**
 * What a message of WhatsApp says; null when it is none of the kinds that people write. A file's address is
 * `whatsapp:ID`, which the connection can fetch.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function contentOf(message: { type: string; [field: string]: unknown }): Message | null {
  const { type } = message
  const content = message[type]
  const kind = files.get(type)
  if (kind !== undefined) return fits(File, content) ? media(kind, content) : null
  switch (type) {
    case 'text':
      return fits(Text, content) ? { type: 'text', text: content.body } : null
    case 'button':
      return fits(Button, content) ? picked(content.payload ?? content.text ?? '', content.text) : null
    case 'order':
      return fits(Order, content) ? order(content) : null
    case 'interactive':
      return interactive(content)
    case 'location':
      return fits(Place, content) ? place(content) : null
    case 'contacts':
      return contacts(content)
    default:
      return null
  }
}

const text = Type.Optional(Type.String())
const Text = Type.Object({ body: Type.String() })
const File = Type.Object({ id: Type.String({ minLength: 1 }), caption: text, filename: text })
const Button = Type.Union([
  Type.Object({ payload: Type.String(), text }),
  Type.Object({ payload: text, text: Type.String() }),
])
const Reply = Type.Object({ id: Type.String(), title: text })
const Interactive = Type.Union([Type.Object({ button_reply: Reply }), Type.Object({ list_reply: Reply })])
const Form = Type.Object({ nfm_reply: Type.Object({ body: text, response_json: Type.String() }) })
const Order = Type.Object({
  text,
  product_items: Type.Array(
    Type.Object({
      product_retailer_id: Type.String(),
      quantity: Type.Union([Type.Number(), Type.String()]),
      item_price: Type.Optional(Type.Union([Type.Number(), Type.String()])),
      currency: text,
    }),
    { minItems: 1 },
  ),
})
const Place = Type.Object({ latitude: Type.Number(), longitude: Type.Number(), name: text, address: text })
const Person = Type.Object({
  name: Type.Optional(Type.Object({ formatted_name: text, first_name: text })),
  phones: Type.Optional(Type.Array(Type.Object({ phone: text }))),
})

type MediaKind = Extract<Message, { type: 'media' }>['kind']

const files = new Map<string, MediaKind>([
  ['image', 'image'],
  ['sticker', 'image'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['video', 'video'],
  ['document', 'file'],
])

/** How the address of a file begins that WhatsApp keeps. */
export const file = 'whatsapp:'

function media(kind: MediaKind, { id, caption, filename }: Static<typeof File>): Message {
  const name = filename?.slice(0, 255)
  return {
    type: 'media',
    kind,
    url: `${file}${id}`,
    ...(name ? { name } : {}),
    ...(caption ? { alt: caption } : {}),
  }
}

function interactive(content: unknown): Message | null {
  if (fits(Form, content)) return form(content)
  if (!fits(Interactive, content)) return null
  const { id, title } = 'button_reply' in content ? content.button_reply : content.list_reply
  return picked(id, title)
}

/** What was filled in, a line each; the token says only which form it was. */
function form({ nfm_reply: { body, response_json } }: Static<typeof Form>): Message | null {
  const filled = json(response_json)
  const fields = fits(Fields, filled) ? Object.entries(filled) : []
  const lines = fields
    .filter(([name]) => name !== 'flow_token')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const words = lines.join('\n') || body
  return words ? { type: 'text', text: words } : null
}

const Fields = Type.Record(Type.String(), Type.Unknown())

/** A cart of the catalogue: what was written with it, then what is wanted. */
function order({ text, product_items: items }: Static<typeof Order>): Message {
  const lines = items.map(({ product_retailer_id: id, quantity, item_price: price, currency = '' }) =>
    price === undefined ? `${quantity} × ${id}` : `${quantity} × ${id}, ${price} ${currency}`.trim(),
  )
  return { type: 'text', text: [text, ...lines].filter(Boolean).join('\n') }
}

function place({ latitude, longitude, name, address }: Static<typeof Place>): Message {
  const label = [name, address].filter(Boolean).join(', ')
  return { type: 'location', latitude, longitude, ...(label ? { label } : {}) }
}

function contacts(content: unknown): Message | null {
  const people = list(content).filter((one): one is Static<typeof Person> => fits(Person, one))
  const lines = people.map(({ name, phones = [] }) =>
    [name?.formatted_name || name?.first_name, ...phones.map(({ phone }) => phone)].filter(Boolean).join(' '),
  )
  const words = lines.filter(Boolean).join('\n')
  return words ? { type: 'text', text: words } : null
}
