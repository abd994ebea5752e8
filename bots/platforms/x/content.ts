import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'

/**
 * What a direct message says; null when it says nothing that we know. A file's address is `x:ADDRESS`, which the
 * connection can fetch. Source: https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/account-activity#direct-message-events
 */
export function contentOf(value: unknown): Message | null {
  if (!fits(Data, value)) return null
  const { attachment, quick_reply_response: reply } = value
  const text = wordsOf(value)
  if (fits(Reply, reply)) return picked(reply.metadata, text)
  if (fits(Media, attachment)) return media(attachment.media, text)
  if (fits(Place, attachment)) {
    const [longitude = 0, latitude = 0] = attachment.location.shared_coordinate.coordinates.coordinates
    return { type: 'location', latitude, longitude }
  }
  return text === '' ? null : { type: 'text', text }
}

/** The kind of what a message carries; for people, where we cannot read it. */
export function kindOf(value: unknown): string {
  return fits(Carrying, value) ? value.attachment.type : 'message'
}

const address = Type.String({ minLength: 1 })
const Link = Type.Object({ url: address, expanded_url: address })
const Data = Type.Object({
  text: Type.Optional(Type.String()),
  entities: Type.Optional(Type.Object({ urls: Type.Optional(Type.Array(Type.Unknown())) })),
  attachment: Type.Optional(Type.Unknown()),
  quick_reply_response: Type.Optional(Type.Unknown()),
})
const Reply = Type.Object({ metadata: Type.String() })
const Variant = Type.Object({
  url: address,
  content_type: Type.String(),
  bitrate: Type.Optional(Type.Number()),
})
const File = Type.Object({
  type: Type.Union([Type.Literal('photo'), Type.Literal('video'), Type.Literal('animated_gif')]),
  media_url_https: address,
  url: Type.Optional(Type.String()),
  video_info: Type.Optional(Type.Object({ variants: Type.Array(Variant) })),
})
const Media = Type.Object({ type: Type.Literal('media'), media: File })
const Place = Type.Object({
  type: Type.Literal('location'),
  location: Type.Object({
    shared_coordinate: Type.Object({
      coordinates: Type.Object({ coordinates: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }) }),
    }),
  }),
})
const Carrying = Type.Object({ attachment: Type.Object({ type: Type.String({ minLength: 1 }) }) })

/** The words, with the addresses that were typed in the place of X's short ones, and without the one of its own file. */
function wordsOf({ text = '', entities, attachment }: Static<typeof Data>): string {
  let words = text
  const own = fits(Media, attachment) ? attachment.media.url : undefined
  if (own) words = words.replaceAll(own, '')
  for (const link of entities?.urls ?? [])
    if (fits(Link, link)) words = words.replaceAll(link.url, link.expanded_url)
  return unescaped(words).trim()
}

/** X writes these three signs as HTML does. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** How the address of a file begins that X keeps. */
export const file = 'x:'

function media({ type, media_url_https: still, video_info }: Static<typeof File>, text: string): Message {
  const films = (video_info?.variants ?? []).filter((variant) => variant.content_type === 'video/mp4')
  const [best] = films.toSorted((one, other) => (other.bitrate ?? 0) - (one.bitrate ?? 0))
  const kind = type === 'photo' || best === undefined ? 'image' : 'video'
  const url = `${file}${kind === 'image' ? still : best?.url}`
  return { type: 'media', kind, url, ...(text ? { alt: text.slice(0, 4096) } : {}) }
}
