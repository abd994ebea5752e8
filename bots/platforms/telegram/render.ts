import type { Recipient } from '../../channel.ts'
import type { Choice, Json, Message } from '../../message.ts'
import { markdown } from '../markdown.ts'

/** A call of the Bot API; `instead` is what is called when Telegram cannot fetch the file. */
export interface TelegramCall {
  method: string
  payload: { chat_id: number | string; [field: string]: Json }
  instead?: TelegramCall
}

/** The one call that says a message. Source: https://core.telegram.org/bots/api#available-methods */
export function render(message: Message, to: Recipient): TelegramCall[] {
  const chat = /^-?\d{1,15}$/.test(to.id) ? Number(to.id) : to.id
  const call = (method: string, fields: Record<string, Json>): TelegramCall => ({
    method,
    payload: { chat_id: chat, ...fields },
  })
  const say = (html: string, buttons: Record<string, Json> = {}) =>
    call('sendMessage', { text: html, parse_mode: 'HTML', ...buttons })

  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [say(markdown(message.text, 'html'))]
    case 'choices':
      return [say(markdown(message.text, 'html'), keyboard(message.choices, message.of))]
    case 'media': {
      const link = call('sendMessage', { text: words(message.alt ?? message.name, message.url) })
      const file = source(message.url)
      if (file === null) return [link]
      const [method, field] = media[message.kind]
      const caption = message.alt === undefined ? {} : captioned(markdown(message.alt, 'html'))
      return [{ ...call(method, { [field]: file, ...caption }), instead: link }]
    }
    case 'card': {
      const title = `<b>${markdown(message.title, 'html')}</b>`
      const html = message.text ? `${title}\n\n${markdown(message.text, 'html')}` : title
      const buttons = keyboard(message.choices)
      const bare = say(html, buttons)
      const photo = message.image === undefined ? null : source(message.image)
      if (photo === null) return [bare]
      return [{ ...call('sendPhoto', { photo, ...captioned(html), ...buttons }), instead: bare }]
    }
    case 'location': {
      const { latitude, longitude, label } = message
      if (!label) return [call('sendLocation', { latitude, longitude })]
      return [call('sendVenue', { latitude, longitude, title: label, address: `${latitude}, ${longitude}` })]
    }
  }
}

const media = {
  image: ['sendPhoto', 'photo'],
  audio: ['sendAudio', 'audio'],
  video: ['sendVideo', 'video'],
  file: ['sendDocument', 'document'],
} as const

/** The longest text of a message, in UTF-16 units. */
export const longest = 4096

function words(text: string | undefined, url: string): string {
  const whole = [text && markdown(text, 'plain'), url].filter(Boolean).join('\n')
  return whole.length <= longest ? whole : url
}

/** What Telegram takes as a file: a web address that it fetches itself, or the id of a file it has. */
function source(url: string): string | null {
  if (/^https?:\/\//i.test(url)) return url
  return url.startsWith(file) ? url.slice(file.length) : null
}

/** How the address of a file begins that Telegram keeps. */
export const file = 'telegram:file/'

function captioned(html: string): Record<string, Json> {
  return { caption: html, parse_mode: 'HTML' }
}

function keyboard(choices: Choice[], of = ''): Record<string, Json> {
  if (choices.length === 0) return {}
  const rows = choices.map(({ text, value }) => [{ text, callback_data: `${of}|${value}` }])
  return { reply_markup: { inline_keyboard: rows } }
}
