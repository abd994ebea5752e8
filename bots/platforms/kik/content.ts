import Type, { type Static } from 'typebox'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'

/**
 * What a message of Kik says; null when it is none of the kinds that people write. A file's address is
 * `kik:ADDRESS`, which opens without credentials. Source: kikinteractive/kik-node and kik-python, lib of messages
 */
export function contentOf(message: { type: string }): Message | null {
  if (fits(Text, message)) {
    const { body, metadata } = message
    if (!fits(Picked, metadata)) return { type: 'text', text: body }
    const { choice: value, of } = metadata
    return { type: 'choice', value, text: body, ...(of ? { of } : {}) }
  }
  if (fits(Picture, message)) return file('image', message.picUrl)
  if (fits(Video, message)) return file('video', message.videoUrl)
  if (fits(Sticker, message)) return file('image', message.stickerUrl)
  if (fits(Link, message)) {
    const lines = [message.title, message.text, message.url]
    return { type: 'text', text: lines.filter(Boolean).join('\n') }
  }
  if (fits(Friends, message)) {
    const names = list(message.picked).filter((name) => typeof name === 'string')
    return names.length > 0 ? { type: 'text', text: names.join(', ') } : null
  }
  return null
}

const text = Type.Optional(Type.String())
const url = Type.String({ pattern: '^https?://\\S+$' })
const Text = Type.Object({
  type: Type.Literal('text'),
  body: Type.String(),
  metadata: Type.Optional(Type.Unknown()),
})
/** What our suggested answers carry. */
const Picked = Type.Object({
  choice: Type.String({ maxLength: 1000 }),
  of: Type.Optional(Type.String({ maxLength: 100 })),
})
export type Picked = Static<typeof Picked>
const Picture = Type.Object({ type: Type.Literal('picture'), picUrl: url })
const Video = Type.Object({ type: Type.Literal('video'), videoUrl: url })
const Sticker = Type.Object({ type: Type.Literal('sticker'), stickerUrl: url })
const Link = Type.Object({ type: Type.Literal('link'), url: Type.String(), title: text, text })
const Friends = Type.Object({ type: Type.Literal('friend-picker'), picked: Type.Unknown() })

/** How the address of a file begins. */
export const kept = 'kik:'

function file(kind: 'image' | 'video', address: string): Message {
  return { type: 'media', kind, url: `${kept}${address}` }
}
