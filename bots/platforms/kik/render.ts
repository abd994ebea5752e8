import Type from 'typebox'
import type { Recipient } from '../../channel.ts'
import type { Choice, Json, Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'
import type { Picked } from './content.ts'

/** One message of `/v1/message`. */
export interface KikCall {
  type: string
  to: string
  [field: string]: Json
}

/** The messages that say one of ours. Source: kikinteractive/kik-node, lib/message.js */
export function render(message: Message, to: Recipient): KikCall[] {
  const place = placeOf(to)
  const say = (body: string): KikCall => ({ type: 'text', ...place, body: markdown(body, 'plain') })
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [say(message.text)]
    case 'choices': {
      const responses = message.choices.map((choice) => response(choice, message.of))
      const keyboards = responses.length > 0 ? { keyboards: [{ type: 'suggested', responses }] } : {}
      return [{ ...say(message.text), ...keyboards }]
    }
    case 'media': {
      const { kind, url, alt, name } = message
      const shown = kind === 'image' ? { type: 'picture', picUrl: url } : { type: 'video', videoUrl: url }
      if ((kind !== 'image' && kind !== 'video') || !/^https?:\/\//i.test(url))
        return [say(alt ?? name ?? ''), { ...say(''), body: url }].filter(({ body }) => body !== '')
      return [{ ...shown, ...place }, ...(alt ? [say(alt)] : [])]
    }
    case 'card':
      return [say([message.title, message.text ?? ''].filter(Boolean).join('\n\n'))]
    case 'location': {
      const { latitude, longitude, label = '' } = message
      const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`
      return [say([label, url].filter(Boolean).join('\n'))]
    }
  }
}

/** That somebody writes. */
export function typing(to: Recipient): KikCall {
  return { type: 'is-typing', ...placeOf(to), isTyping: true }
}

const Place = Type.Object({ user: Type.String({ minLength: 1 }), chat: Type.Optional(Type.String()) })

function placeOf({ id, address }: Recipient): { to: string; chatId?: string } {
  if (!fits(Place, address)) return { to: id }
  return { to: address.user, ...(address.chat ? { chatId: address.chat } : {}) }
}

function response({ value: choice, text }: Choice, of?: string): Json {
  const metadata: Picked = { choice, ...(of === undefined ? {} : { of }) }
  return { type: 'text', body: text, metadata }
}
