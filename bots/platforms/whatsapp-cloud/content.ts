import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'
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
      return fits(Button, content) ? picked(content.payload, content.text) : null
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
const Button = Type.Object({ payload: Type.String(), text })
const Reply = Type.Object({ id: Type.String(), title: text })
const Interactive = Type.Union([Type.Object({ button_reply: Reply }), Type.Object({ list_reply: Reply })])
const Place = Type.Object({ latitude: Type.Number(), longitude: Type.Number(), name: text, address: text })
const Person = Type.Object({
  name: Type.Object({ formatted_name: Type.String() }),
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
  if (!fits(Interactive, content)) return null
  const { id, title } = 'button_reply' in content ? content.button_reply : content.list_reply
  return picked(id, title)
}

function place({ latitude, longitude, name, address }: Static<typeof Place>): Message {
  const label = [name, address].filter(Boolean).join(', ')
  return { type: 'location', latitude, longitude, ...(label ? { label } : {}) }
}

function contacts(content: unknown): Message | null {
  const people = list(content).filter((one): one is Static<typeof Person> => fits(Person, one))
  const lines = people.map(({ name, phones = [] }) =>
    [name.formatted_name, ...phones.map(({ phone }) => phone)].filter(Boolean).join(' '),
  )
  return lines.length > 0 ? { type: 'text', text: lines.join('\n') } : null
}
