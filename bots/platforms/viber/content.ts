import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { pickedIn } from './tracking.ts'

/**
 * What a message of Viber says; null when it is of a kind we do not know. The address of a file is
 * `viber:ADDRESS`, which the connection can fetch, when Viber keeps it.
 * Source: https://developers.viber.com/docs/api/rest-bot-api/#message-types
 */
export function contentOf(value: unknown): Message | null {
  if (fits(Text, value))
    return pickedIn(value.tracking_data, value.text) ?? { type: 'text', text: value.text }
  if (fits(Media, value)) return media(value)
  if (fits(Sticker, value)) return { type: 'media', kind: 'image', url: sticker(value) }
  if (fits(Place, value)) return place(value)
  if (fits(Person, value)) {
    const { name, phone_number: phone } = value.contact
    return { type: 'text', text: [name, phone].filter(Boolean).join(' ') }
  }
  if (fits(Link, value)) return { type: 'text', text: [value.text, value.media].filter(Boolean).join('\n') }
  return null
}

const text = Type.Optional(Type.String())
const address = Type.String({ minLength: 1 })

const Text = Type.Object({ type: Type.Literal('text'), text: Type.String(), tracking_data: text })
const Media = Type.Object({
  type: Type.Union([Type.Literal('picture'), Type.Literal('video'), Type.Literal('file')]),
  media: address,
  text,
  file_name: text,
})
const Sticker = Type.Union([
  Type.Object({ type: Type.Literal('sticker'), media: address }),
  Type.Object({
    type: Type.Literal('sticker'),
    sticker_id: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,20}$' })]),
  }),
])
const Link = Type.Object({ type: Type.Literal('url'), media: address, text })
const Place = Type.Object({
  type: Type.Literal('location'),
  location: Type.Object({ lat: Type.Number(), lon: Type.Number(), address: text }),
})
const Person = Type.Object({
  type: Type.Literal('contact'),
  contact: Type.Union([
    Type.Object({ name: Type.String({ minLength: 1 }), phone_number: text }),
    Type.Object({ name: text, phone_number: Type.String({ minLength: 1 }) }),
  ]),
})

/** How the address of a file begins that Viber keeps. */
export const file = 'viber:'

/** Whether Viber keeps a file, on its own servers. */
export function isOfViber({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && /(^|\.)viber\.com$/.test(hostname)
}

function addressOf(url: string): string {
  const target = URL.parse(url)
  return target !== null && isOfViber(target) ? `${file}${url}` : url
}

/** Often only its number is told. Source: https://developers.viber.com/docs/tools/sticker-ids/ */
function sticker(value: Static<typeof Sticker>): string {
  if ('media' in value) return addressOf(value.media)
  return `https://viber.github.io/docs/img/stickers/${value.sticker_id}.png`
}

/** Sound comes as a file, or as a video without a picture. */
function media({ type, media, text: alt, file_name }: Static<typeof Media>): Message {
  const name = file_name?.slice(0, 255)
  return {
    type: 'media',
    kind: type === 'picture' ? 'image' : type,
    url: addressOf(media),
    ...(type === 'file' && name ? { name } : {}),
    ...(alt ? { alt: alt.slice(0, 4096) } : {}),
  }
}

function place({ location: { lat, lon, address: label } }: Static<typeof Place>): Message {
  return {
    type: 'location',
    latitude: lat,
    longitude: lon,
    ...(label ? { label: label.slice(0, 1000) } : {}),
  }
}
