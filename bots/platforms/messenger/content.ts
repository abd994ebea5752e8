import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'

/**
 * What a message of Messenger or Instagram says: one of ours for its words, and one for each file; none when it is of
 * no kind that people write. A file's address is Meta's own and holds for some days. Sources:
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages and
 * https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks
 */
export function contentOf(message: unknown): Message[] {
  if (!fits(Content, message)) return []
  const { text = '', quick_reply: reply, attachments } = message
  if (reply) return [picked(reply.payload, text)]
  const found = list(attachments).flatMap((attachment) => attached(attachment) ?? [])
  if (text.trim() === '') return found
  // A link that was written comes a second time, as an attachment; words of one picture are its caption.
  const files = found.filter(({ type }) => type === 'media')
  const [file] = files
  if (file?.type === 'media' && files.length === 1) return [{ ...file, alt: text }]
  return [{ type: 'text', text }, ...files]
}

/** The name of the kind of a message that says nothing we know. */
export function kindOf(message: object): string {
  const [attachment] = 'attachments' in message ? list(message.attachments) : []
  return fits(Kind, attachment) ? attachment.type : 'message'
}

const text = Type.Optional(Type.String())
const Content = Type.Object({
  text,
  quick_reply: Type.Optional(Type.Object({ payload: Type.String() })),
  attachments: Type.Optional(Type.Unknown()),
})
const Kind = Type.Object({ type: Type.String({ minLength: 1 }) })
const Attachment = Type.Object({
  type: Type.String(),
  title: text,
  url: Type.Optional(Type.Unknown()),
  payload: Type.Optional(Type.Unknown()),
})
const Payload = Type.Object({ url: text, title: text })
const Place = Type.Object({ coordinates: Type.Object({ lat: Type.Number(), long: Type.Number() }) })

type MediaKind = Extract<Message, { type: 'media' }>['kind']

// Stories and shared posts are a picture or a video, which is not told.
const files = new Map<string, MediaKind>([
  ['image', 'image'],
  ['sticker', 'image'],
  ['audio', 'audio'],
  ['video', 'video'],
  ['reel', 'video'],
  ['ig_reel', 'video'],
  ['file', 'file'],
  ['share', 'file'],
  ['story_mention', 'file'],
  ['ig_story', 'file'],
  ['ig_post', 'file'],
  ['post', 'file'],
])

function attached(value: unknown): Message | null {
  if (!fits(Attachment, value)) return null
  const { type, payload } = value
  if (type === 'like_heart') return { type: 'text', text: '❤️' }
  if (type === 'location' && fits(Place, payload)) return place(value, payload)
  const { url, title = value.title } = fits(Payload, payload) ? payload : { url: undefined }
  const kind = files.get(type)
  if (kind !== undefined && url && URL.canParse(url)) {
    const name = title?.slice(0, 255)
    return { type: 'media', kind, url, ...(name ? { name } : {}) }
  }
  // Without an address there is nothing to fetch, and with half of one there is at least something to read.
  if (kind === undefined && type !== 'fallback' && type !== 'template') return null
  const words = [title, url ?? value.url].filter((part) => typeof part === 'string' && part !== '').join('\n')
  return words ? { type: 'text', text: words } : null
}

function place({ title }: Static<typeof Attachment>, { coordinates }: Static<typeof Place>): Message {
  const { lat: latitude, long: longitude } = coordinates
  return { type: 'location', latitude, longitude, ...(title ? { label: title } : {}) }
}
