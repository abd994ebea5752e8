import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'

/**
 * What a message of the Bot API says; null when it is none of the kinds that people write. A file's address is
 * `telegram:file/ID`, which the connection can fetch. Source: https://core.telegram.org/bots/api#message
 */
export function contentOf(value: unknown): Message | null {
  if (!fits(Content, value)) return null
  const { text, caption, photo, sticker, venue, location, contact, web_app_data: app } = value
  if (text !== undefined) return { type: 'text', text }
  const picture = photo?.at(-1)
  if (picture) return media('image', picture, caption)
  for (const [name, kind] of files) {
    const file = value[name]
    if (file) return media(kind, file, caption)
  }
  // Animated stickers are no pictures, but their thumbnails are.
  if (sticker) return media('image', sticker.thumbnail ?? sticker.thumb ?? sticker, sticker.emoji)
  if (venue) return place(venue.location, [venue.title, venue.address].filter(Boolean).join(', '))
  if (location) return place(location)
  if (contact) {
    const words = [contact.first_name, contact.last_name, contact.phone_number]
    return { type: 'text', text: words.filter(Boolean).join(' ') }
  }
  if (app)
    return app.data.length > 1000 // more than a choice may carry
      ? { type: 'text', text: app.data }
      : { type: 'choice', value: app.data, text: app.button_text || app.data }
  // Of a kind that we do not know, its words are still told.
  return caption ? { type: 'text', text: caption } : null
}

/** The name of the kind of a message that says nothing we know: its first field that is not on every message. */
export function kindOf(value: object): string {
  return Object.keys(value).find((name) => !common.test(name)) ?? 'message'
}

const common =
  /^(message_id|message_thread_id|date|chat|from|sender_.*|forward_.*|is_.*|has_.*|reply_.*|via_bot|edit_date|media_group_id|entities|caption.*|author_signature|(new|left)_chat_participant|external_reply|quote|business_connection_id|effect_id)$/

const text = Type.Optional(Type.String())
const File = Type.Object({ file_id: Type.String(), file_name: text, title: text })
const file = Type.Optional(File)
const Point = Type.Object({ latitude: Type.Number(), longitude: Type.Number() })

const Content = Type.Object({
  text,
  caption: text,
  photo: Type.Optional(Type.Array(File)),
  animation: file,
  audio: file,
  document: file,
  video: file,
  video_note: file,
  voice: file,
  sticker: Type.Optional(Type.Object({ ...File.properties, emoji: text, thumbnail: file, thumb: file })),
  location: Type.Optional(Point),
  venue: Type.Optional(Type.Object({ location: Point, title: text, address: text })),
  contact: Type.Optional(Type.Object({ phone_number: Type.String(), first_name: text, last_name: text })),
  /** What a page of the brand's inside Telegram sent, and the button that opened it. */
  web_app_data: Type.Optional(Type.Object({ data: Type.String({ minLength: 1 }), button_text: text })),
})

// An animation comes with a document beside it, for programs that do not know animations.
const files = [
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['document', 'file'],
] as const

type MediaKind = Extract<Message, { type: 'media' }>['kind']

function media(kind: MediaKind, file: Static<typeof File>, alt: string | undefined): Message {
  const name = (file.file_name ?? file.title)?.slice(0, 255)
  return {
    type: 'media',
    kind,
    url: `telegram:file/${file.file_id}`,
    ...(name ? { name } : {}),
    ...(alt ? { alt } : {}),
  }
}

function place({ latitude, longitude }: Static<typeof Point>, label = ''): Message {
  return { type: 'location', latitude, longitude, ...(label ? { label } : {}) }
}
