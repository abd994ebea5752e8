import Type from 'typebox'
import type { Recipient } from '../../channel.ts'
import type { Choice, Json, Message } from '../../message.ts'
import { payload } from '../choice.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'
import { file } from './content.ts'

/** The body of one call of `/messages`. */
export interface WhatsAppCall {
  type: string
  [field: string]: Json
}

/**
 * The calls that say a message.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function render(message: Message, to: Recipient): WhatsAppCall[] {
  const call = (type: string, content: Json): WhatsAppCall => ({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipient(to),
    type,
    [type]: content,
  })
  const say = (body: string) => call('text', { body })

  switch (message.type) {
    case 'text':
    case 'choice':
      return [say(markdown(message.text, 'plain'))]
    case 'template': {
      const { name, language = to.language, values } = message
      const parameters = values.map((text) => ({ type: 'text', text }))
      const filled = parameters.length > 0 ? { components: [{ type: 'body', parameters }] } : {}
      return [call('template', { name, language: { code: language }, ...filled })]
    }
    case 'choices': {
      const body = markdown(message.text, 'plain')
      const buttons = message.choices.length > 0
      if (!buttons) return [say(body)]
      const short = body.length <= longestBody
      const asked = short ? body : message.choices.map(({ text }) => text).join(' / ')
      return [
        ...(short ? [] : [say(body)]),
        call('interactive', pick(asked, message.choices, message.of, to)),
      ]
    }
    case 'media': {
      const words = message.alt === undefined ? '' : markdown(message.alt, 'plain')
      const source = sourceOf(message.url)
      if (source === null) return [say(linked(words || message.name, message.url))]
      if (message.kind === 'audio') return [call('audio', source), ...(words ? [say(words)] : [])]
      const caption = words ? { caption: words } : {}
      if (message.kind !== 'file') return [call(message.kind, { ...source, ...caption })]
      return [
        call('document', { ...source, ...caption, ...(message.name ? { filename: message.name } : {}) }),
      ]
    }
    case 'card':
      return card(message, to, call)
    case 'location': {
      const { latitude, longitude, label } = message
      return [call('location', { latitude, longitude, ...(label ? { name: label } : {}) })]
    }
  }
}

type Card = Extract<Message, { type: 'card' }>

function card(
  message: Card,
  to: Recipient,
  call: (type: string, content: Json) => WhatsAppCall,
): WhatsAppCall[] {
  const words = [message.title, message.text ?? ''].filter((part) => part.trim() !== '').join('\n\n')
  const body = markdown(words, 'plain')
  const image = message.image === undefined ? null : sourceOf(message.image)
  const { choices } = message
  if (image !== null && choices.length === 0) return [call('image', { ...image, caption: body })]
  if (image !== null && body.length <= longestBody && areButtons(choices))
    return [call('interactive', { ...pick(body, choices, undefined, to), header: { type: 'image', image } })]
  const shown = image === null ? [] : [call('image', image)]
  return [...shown, ...render({ type: 'choices', text: words, choices }, to)]
}

/** The longest text of a message with buttons. */
const longestBody = 1024
/** The longest label of a button; a row of a list has 24. */
const longestButton = 20

function pick(
  body: string,
  choices: Choice[],
  of: string | undefined,
  to: Recipient,
): { [field: string]: Json } {
  const all = choices.map((choice) => ({ id: payload(choice, of), title: label(choice) }))
  if (areButtons(choices)) {
    const buttons = all.map((reply) => ({ type: 'reply', reply }))
    return { type: 'button', body: { text: body }, action: { buttons } }
  }
  return {
    type: 'list',
    body: { text: body },
    action: { button: opening(to.language), sections: [{ rows: all }] },
  }
}

/** WhatsApp refuses two buttons of one label. */
function areButtons(choices: Choice[]): boolean {
  const labels = choices.map(label)
  return (
    choices.length <= 3 &&
    new Set(labels).size === choices.length &&
    labels.every((text) => text.length <= longestButton)
  )
}

function label({ text }: Choice): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** What the button says that opens a list. */
function opening(language: string): string {
  return openings.get(language.split('-')[0] ?? '') ?? 'Choose'
}

const openings = new Map([
  ['de', 'Auswählen'],
  ['es', 'Elegir'],
  ['fr', 'Choisir'],
  ['id', 'Pilih'],
  ['pt', 'Escolher'],
])

/** What WhatsApp takes as a file: a web address that it fetches itself, or the id of a file it has. */
function sourceOf(url: string): { link: string } | { id: string } | null {
  if (/^https?:\/\//i.test(url)) return { link: url }
  return url.startsWith(file) ? { id: url.slice(file.length) } : null
}

function linked(words: string | undefined, url: string): string {
  const whole = [words, url].filter(Boolean).join('\n')
  return whole.length <= 4096 ? whole : url
}

/** Where the newest message came from; of those who hide their number there is only the user id. */
export function recipient({ id, address }: Pick<Recipient, 'id' | 'address'>): { [field: string]: string } {
  if (fits(Phone, address)) return { to: address.to }
  if (fits(User, address)) return { recipient: address.recipient }
  return /^\d+$/.test(id) ? { to: id } : { recipient: id }
}

const Phone = Type.Object({ to: Type.String({ minLength: 1 }) })
const User = Type.Object({ recipient: Type.String({ minLength: 1 }) })
