import Type, { type Static } from 'typebox'
import type { Sender } from '../../channel.ts'

/** Who wrote: the chat is the address, so a group is one. */
export function sender(chat: Static<typeof Chat>, from?: Static<typeof User>): Sender {
  const to = `${chat.id}`
  if (chat.type !== undefined && chat.type !== 'private')
    return { id: to, ...(chat.title ? { name: chat.title } : {}), group: true }
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(' ') || from?.username
  const language = from?.language_code
  return { id: to, ...(name ? { name } : {}), ...(language ? { language } : {}) }
}

const id = Type.Integer()
const text = Type.Optional(Type.String())

/** Source: https://core.telegram.org/bots/api#user */
export const User = Type.Object({
  id,
  is_bot: Type.Optional(Type.Boolean()),
  first_name: text,
  last_name: text,
  username: text,
  language_code: text,
})

/** Source: https://core.telegram.org/bots/api#chat */
export const Chat = Type.Object({ id, type: text, title: text })

/** The permanent key of a message: its id is counted per chat. */
export function key(chat: number, message: number): string {
  return `${chat}:${message}`
}
