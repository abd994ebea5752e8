import Type from 'typebox'
import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { rest, unsupported } from '../told.ts'
import { contentOf, kindOf } from './content.ts'
import type { Event } from './inbound.ts'
import { mark } from './render.ts'

/**
 * What a message tells, or an echo of one that the page sent; null when it is none. Echoes of `app`, and those with
 * our mark, are our own and tell nothing.
 */
export function readMessage(
  value: unknown,
  item: Omit<Inbound, 'event'>,
  { recipient }: Event,
  app: string | undefined,
): Inbound[] | null {
  if (!fits(Sent, value)) return null
  const { mid, is_echo: echo, reply_to: about } = value
  if (echo && (isOurs(value.app_id, app) || value.metadata === mark)) return []
  const whose: Omit<Inbound, 'event'> = echo ? { ...item, from: { id: recipient.id }, by: 'system' } : item
  const more = { ...whose, ...rest(value, fields), once: mid }
  if (value.is_deleted) return [{ ...whose, once: mid, event: { type: 'unsend', id: mid } }]

  const content = contentOf(value)
  if (content.length === 0) {
    const kind = kindOf(value)
    if (!echo) return [unsupported(more, kind)]
    content.push({ type: 'text', text: `[${kind}]` })
  }
  const replyTo = fits(Reply, about) ? { replyTo: about.mid } : {}
  return content.map((message, index) => {
    const id = index === 0 ? mid : `${mid}:${index}`
    if (echo) return { ...more, once: id, event: { type: 'echo', id, message } }
    return { ...more, once: id, event: { type: 'message', id, message, ...replyTo } }
  })
}

function isOurs(id: string | number | undefined, app: string | undefined): boolean {
  return id !== undefined && `${id}` === app
}

/** What the canonical event says. */
const fields = ['mid', 'text', 'is_echo', 'quick_reply', 'seq']
const flag = Type.Optional(Type.Boolean())
const Sent = Type.Object({
  mid: Type.String({ minLength: 1, maxLength: 500 }),
  is_echo: flag,
  is_deleted: flag,
  app_id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  metadata: Type.Optional(Type.Unknown()),
  reply_to: Type.Optional(Type.Unknown()),
})
const Reply = Type.Object({ mid: Type.String({ minLength: 1 }) })
