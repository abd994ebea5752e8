import Type from 'typebox'
import type { Recipient } from '../../channel.ts'
import { type Message, plainText } from '../../message.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'

/** One mail, without what only the account knows. */
export interface EmailCall {
  thread: string
  to: { address: string; name: string } | null
  subject: string
  inReplyTo: string
  references: string[]
  text: string
  html: string
  /** Whether a machine wrote it. */
  automatic: boolean
  /** The agent who wrote it, where it is known. */
  agent: string
}

/** The one mail that says a message: it answers the newest of its thread. */
export function render(message: Message, to: Recipient): EmailCall[] {
  const known = fits(Reply, to.address) ? to.address : null
  const words = wordsOf(message)
  const subject = known?.subject.replace(mark, ' ').replace(answers, '').trim() ?? ''
  return [
    {
      thread: to.id,
      to: known && { address: known.to, name: known.name },
      subject: `Re: ${subject || '…'}`,
      inReplyTo: known?.id ?? '',
      references: known?.references ?? [],
      text: markdown(words, 'plain'),
      html: page(markdown(words, 'html')),
      automatic: to.author === 'bot' || to.author === 'parley',
      agent: to.name ?? '',
    },
  ]
}

const Reply = Type.Object({
  to: Type.String({ minLength: 1 }),
  name: Type.String(),
  subject: Type.String(),
  id: Type.String(),
  references: Type.Array(Type.String()),
})

/** The mark of a thread, which is set anew. */
const mark = /\s*\[c_[a-z0-9_]+\]\s*/gi
/** What programs put before the subject of an answer, once or more. */
const answers = /^\s*(?:(?:re|aw|antw|sv|vs|rv|ref|odp|回复|답장)(?:\[\d+\])?\s*[:：]\s*)+/i

/** All in words: nothing is attached, and nothing is loaded when the mail is opened. */
function wordsOf(message: Message): string {
  switch (message.type) {
    case 'media':
      return [message.alt ?? message.name ?? '', message.url].filter(Boolean).join('\n')
    case 'card':
      return [plainText(message), message.image ?? ''].filter(Boolean).join('\n\n')
    case 'location': {
      const { latitude, longitude, label = '' } = message
      const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`
      return [label, map].filter(Boolean).join('\n')
    }
    default:
      return plainText(message)
  }
}

function page(html: string): string {
  const linked = html.replace(/(^|[\s>])(https?:\/\/[^\s<>"]+)/g, (whole, before, url, at) =>
    // What stands inside a link already is one.
    /<a [^>]*>[^<]*$/.test(html.slice(Math.max(0, at - 500), at + 1))
      ? whole
      : `${before}<a href="${url}">${url}</a>`,
  )
  return `<!doctype html><html><body><div dir="auto">${linked.replaceAll('\n', '<br>')}</div></body></html>`
}
