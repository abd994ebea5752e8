import type { Recipient } from '../../channel.ts'
import type { Choice, Json, Message } from '../../message.ts'
import { markdown } from '../markdown.ts'
import { tracking } from './tracking.ts'

/** A message of Viber; `instead` is what is said when Viber does not take the picture. */
export interface ViberCall {
  payload: { receiver: string; type: string; [field: string]: Json }
  instead?: ViberCall
}

/** The calls that say a message. Source: https://developers.viber.com/docs/api/rest-bot-api/#message-types */
export function render(message: Message, { id: receiver }: Recipient): ViberCall[] {
  const call = (type: string, fields: Record<string, Json>): ViberCall => ({
    payload: { receiver, type, ...fields },
  })
  const say = (text: string, choices: Choice[] = [], of?: string) =>
    call('text', { text: words(text), ...keyboard(choices, of) })
  const link = (text: string, url: string) =>
    call('text', { text: [words(text), url].filter(Boolean).join('\n') })
  const picture = (url: string, text = '', fields: Record<string, Json> = {}): ViberCall =>
    isLoaded(url)
      ? { ...call('picture', { text: words(text), media: url, ...fields }), instead: link(text, url) }
      : link(text, url)

  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [say(message.text)]
    case 'choices':
      return [say(message.text, message.choices, message.of)]
    case 'media': {
      const { kind, url, alt, name } = message
      return [kind === 'image' ? picture(url, alt) : link(alt ?? name ?? '', url)]
    }
    case 'card': {
      const rich = richMedia(message)
      if (rich !== null) return [call('rich_media', rich)]
      const text = [`**${message.title}**`, message.text ?? ''].filter(Boolean).join('\n\n')
      const picked = say(text, message.choices)
      return message.image === undefined ? [picked] : [picture(message.image), picked]
    }
    case 'location': {
      const { latitude: lat, longitude: lon, label } = message
      const at = call('location', { location: { lat, lon } })
      return label ? [say(label), at] : [at]
    }
  }
}

/** The longest text of a message, in UTF-16 units. */
export const longest = 7000
/** The longest label of a button, in UTF-16 units: Viber takes 250, in which a sign of markup is up to five. */
export const longestLabel = 40

/** Control characters say nothing, and take six bytes each of the 30 KB that a message may have. */
function words(text: string): string {
  return markdown(text, 'plain')
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, '')
}

function keyboard(choices: Choice[], of?: string): Record<string, Json> {
  if (choices.length === 0) return {}
  const Buttons = choices.map((choice) => button(choice, 1))
  return { keyboard: { Type: 'keyboard', DefaultHeight: false, Buttons }, ...tracked(choices, of) }
}

function tracked(choices: Choice[], of?: string): Record<string, Json> {
  const data = choices.length > 0 ? tracking(choices, of) : ''
  return data === '' ? {} : { tracking_data: data }
}

/** What is pressed comes back as its words, and is shown as such. */
function button({ text }: Choice, Rows: number): Json {
  return { Columns: 6, Rows, ActionType: 'reply', ActionBody: text, Text: escaped(text), TextSize: 'regular' }
}

/** A picture that Viber can load: by https, at an address of 2000 characters at the most. */
function isLoaded(url: string): boolean {
  return url.length <= 2000 && /^https:\/\//i.test(url)
}

/**
 * A card in the seven rows that there are: a picture takes three, the words two. Null when it does not fit in.
 * Source: https://developers.viber.com/docs/api/rest-bot-api/#rich-media-message--carousel-content-message
 */
function richMedia({
  title,
  text,
  image,
  choices,
}: Extract<Message, { type: 'card' }>): Record<string, Json> | null {
  const head = `<b>${escaped(words(title))}</b>`
  const Text = [head, text === undefined ? '' : escaped(words(text))].filter(Boolean).join('<br>')
  if (Text.length > 250 || (image !== undefined && !isLoaded(image))) return null
  const still = { Columns: 6, ActionType: 'none', ActionBody: '' }
  const Buttons = [
    ...(image === undefined ? [] : [{ ...still, Rows: 3, Image: image }]),
    { ...still, Rows: 2, Text, TextSize: 'medium', TextHAlign: 'left' },
    ...choices.map((choice) => button(choice, 1)),
  ]
  const rows = (image === undefined ? 2 : 5) + choices.length
  if (rows > 7) return null
  return {
    min_api_version: 7,
    alt_text: words(title).slice(0, 500).toWellFormed(),
    rich_media: { Type: 'rich_media', ButtonsGroupColumns: 6, ButtonsGroupRows: rows, Buttons },
    ...tracked(choices),
  }
}

/** Viber reads markup in what a button says. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
