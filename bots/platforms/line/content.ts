import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'

/**
 * What a message of LINE says; null when it is of a kind we do not know. A file's address is `line:MESSAGE_ID`,
 * which the connection can fetch. Source: https://developers.line.biz/en/reference/messaging-api/#message-event
 */
export function contentOf(value: unknown): Message | null {
  if (fits(Text, value)) return { type: 'text', text: value.text }
  if (fits(Media, value)) return { type: 'media', kind: value.type, url: addressOf(value) }
  if (fits(File, value)) {
    const name = value.fileName?.slice(0, 255)
    return { type: 'media', kind: 'file', url: `line:${value.id}`, ...(name ? { name } : {}) }
  }
  if (fits(Location, value)) {
    const { latitude, longitude } = value
    const label = [value.title, value.address].filter(Boolean).join(', ').slice(0, 1000)
    return { type: 'location', latitude, longitude, ...(label ? { label } : {}) }
  }
  if (fits(Sticker, value)) {
    const alt = (value.text ?? value.keywords?.join(', '))?.slice(0, 1000)
    return { type: 'media', kind: 'image', url: picture(value.stickerId), ...(alt ? { alt } : {}) }
  }
  return null
}

const text = Type.Optional(Type.String())

const Text = Type.Object({ type: Type.Literal('text'), text: Type.String() })
const Media = Type.Object({
  type: Type.Union([Type.Literal('image'), Type.Literal('video'), Type.Literal('audio')]),
  id: Type.String(),
  contentProvider: Type.Optional(Type.Object({ type: Type.String(), originalContentUrl: text })),
})
const File = Type.Object({ type: Type.Literal('file'), id: Type.String(), fileName: text })
const Location = Type.Object({
  type: Type.Literal('location'),
  title: text,
  address: text,
  latitude: Type.Number(),
  longitude: Type.Number(),
})
const Sticker = Type.Object({
  type: Type.Literal('sticker'),
  stickerId: Type.String({ pattern: '^[0-9]{1,20}$' }),
  text,
  keywords: Type.Optional(Type.Array(Type.String())),
})

/** What another site provides is there; the rest is kept by LINE. */
function addressOf({ id, contentProvider }: Static<typeof Media>): string {
  const { type, originalContentUrl } = contentProvider ?? {}
  return type === 'external' && originalContentUrl ? originalContentUrl : `line:${id}`
}

// Where LINE's own sticker shop shows it; the Messaging API gives no picture.
const picture = (sticker: string) =>
  `https://stickershop.line-scdn.net/stickershop/v1/sticker/${sticker}/android/sticker.png`
