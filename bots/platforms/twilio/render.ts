import type { Recipient } from '../../channel.ts'
import type { Choice, Message } from '../../message.ts'
import { markdown } from '../markdown.ts'

/** One message of Twilio's; which of our numbers sends it, and as which template, is the account's affair. */
export interface TwilioCall {
  /** Without `whatsapp:`. */
  to: string
  body: string
  /** A web address that Twilio fetches. */
  media?: string
  /** Shown as a place, where the channel can. */
  place?: { latitude: number; longitude: number }
  /** Shown as buttons where there is a template for them, else numbered. */
  buttons?: { text: string; data: string }[]
  /** A content template that WhatsApp approved, and what fills it. */
  template?: { sid: string; values: string[] }
}

/** The calls that say a message. Source: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export function render(message: Message, { id: to }: Recipient): TwilioCall[] {
  switch (message.type) {
    case 'text':
    case 'choice':
      return [{ to, body: markdown(message.text, 'plain') }]
    case 'template':
      return [{ to, body: message.text, template: { sid: message.name, values: message.values } }]
    case 'choices':
      return [picks(to, message.text, message.choices, message.of)]
    case 'media': {
      const words = markdown(message.alt ?? '', 'plain')
      if (!/^https?:\/\//i.test(message.url)) {
        const whole = [words || message.name, message.url].filter(Boolean).join('\n')
        return [{ to, body: whole.length <= longest ? whole : message.url }]
      }
      // A sound has no caption: the words come after it.
      if (message.kind === 'audio' && words !== '')
        return [
          { to, body: '', media: message.url },
          { to, body: words },
        ]
      return [{ to, body: words, media: message.url }]
    }
    case 'card': {
      const words = [message.title, message.text].filter(Boolean).join('\n\n')
      return [picks(to, words, message.choices)]
    }
    case 'location': {
      const { latitude, longitude, label } = message
      return [
        { to, body: label?.trim() ? label : `${latitude}, ${longitude}`, place: { latitude, longitude } },
      ]
    }
  }
}

/** The longest text of a message. Source: https://www.twilio.com/docs/api/errors/21617 */
export const longest = 1600

function picks(to: string, text: string, choices: Choice[], of = ''): TwilioCall {
  const buttons = choices.map((choice) => ({ text: choice.text, data: `${of}|${choice.value}` }))
  return { to, body: markdown(text, 'plain'), ...(buttons.length > 0 ? { buttons } : {}) }
}
