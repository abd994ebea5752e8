import type { Recipient } from '../../channel.ts'
import { type Message, plainText } from '../../message.ts'
import { markdown } from '../markdown.ts'

/** A direct message. Source: https://docs.x.com/x-api/direct-messages/manage/introduction */
export interface XCall {
  to: string
  text: string
}

/** The one call that says a message: X's messages are words, and show what is behind an address themselves. */
export function render(message: Message, { id: to }: Recipient): XCall[] {
  if (message.type !== 'media') return [{ to, text: markdown(plainText(message), 'plain') }]
  const { alt, name, url } = message
  return [{ to, text: [markdown(alt ?? name ?? '', 'plain'), url].filter(Boolean).join('\n') }]
}
