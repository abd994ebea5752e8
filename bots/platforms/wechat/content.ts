import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'

/**
 * What a message of WeChat says; null when it is of a kind we do not know. A file's address is `wechat:MEDIA_ID`,
 * which the connection can fetch for three days. Source:
 * https://developers.weixin.qq.com/doc/offiaccount/en/Message_Management/Receiving_standard_messages.html
 */
export function contentOf(fields: Record<string, unknown>): Message | null {
  if (fits(Picked, fields)) return picked(fields.bizmsgmenuid, fields.Content)
  if (fits(Text, fields)) return { type: 'text', text: fields.Content }
  if (fits(Media, fields)) return media(fields)
  if (fits(Location, fields)) return location(fields)
  if (fits(Link, fields))
    return { type: 'text', text: [fields.Title, fields.Description, fields.Url].filter(Boolean).join('\n') }
  return null
}

const text = Type.Optional(Type.String())
const number = Type.String({ pattern: '^-?[0-9]{1,3}(\\.[0-9]{1,20})?$' })

const Text = Type.Object({ MsgType: Type.Literal('text'), Content: Type.String() })
/** A line of a menu of ours, which WeChat sends as text with the line's id. */
const Picked = Type.Object({ ...Text.properties, bizmsgmenuid: Type.String({ minLength: 1 }) })
const Media = Type.Object({
  MsgType: Type.Union(['image', 'voice', 'video', 'shortvideo'].map((kind) => Type.Literal(kind))),
  MediaId: Type.String({ minLength: 1 }),
  Recognition: text,
})
const Location = Type.Object({
  MsgType: Type.Literal('location'),
  Location_X: number,
  Location_Y: number,
  Label: text,
})
const Link = Type.Object({
  MsgType: Type.Literal('link'),
  Title: text,
  Description: text,
  Url: Type.String({ minLength: 1 }),
})

/** How the address of a file begins that WeChat keeps. */
export const file = 'wechat:'

function media({ MsgType: type, MediaId, Recognition }: Static<typeof Media>): Message {
  const kind = type === 'image' ? 'image' : type === 'voice' ? 'audio' : 'video'
  // What WeChat heard in a voice message, where the account has that switched on.
  const alt = Recognition?.trim().slice(0, 4096)
  return { type: 'media', kind, url: `${file}${MediaId}`, ...(alt ? { alt } : {}) }
}

/** X is the latitude. */
function location({ Location_X, Location_Y, Label }: Static<typeof Location>): Message {
  const label = Label?.trim().slice(0, 1000)
  const place = { latitude: Number(Location_X), longitude: Number(Location_Y) }
  return { type: 'location', ...place, ...(label ? { label } : {}) }
}
