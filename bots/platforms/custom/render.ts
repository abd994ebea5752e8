import type { Recipient } from '../../channel.ts'
import type { Json, Message } from '../../message.ts'

/** What a gateway is told to say: a message of bots/message.ts, whose text is CommonMark, and to whom. */
export interface CustomCall {
  type: 'message'
  to: Addressee
  /** `bot`, `parley` (what the framework itself says) or `agent`: a person wrote it. */
  author: 'bot' | 'parley' | 'agent'
  /** What the person is called. */
  name?: string
  message: Message
}

interface Addressee {
  id: string
  language: string
  /** What came with the customer's last item. */
  address: Json
}

/** The one call that says a message. */
export function render(message: Message, to: Recipient): CustomCall[] {
  const { author, name } = to
  return [
    {
      type: 'message',
      to: addressee(to),
      author: author === 'bot' || author === 'parley' ? author : 'agent',
      ...(name === undefined ? {} : { name }),
      message,
    },
  ]
}

/** Whom something is for, as a gateway is told. */
export function addressee({ id, language, address }: Recipient): Addressee {
  return { id, language, address }
}
