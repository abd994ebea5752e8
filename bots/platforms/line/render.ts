import type { messagingApi } from '@line/bot-sdk'
import Type, { type Static } from 'typebox'
import type { Recipient } from '../../channel.ts'
import type { Choice, Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'
import { postbackData } from './postback.ts'

/** What one request sends: by the reply token while it holds, else pushed. */
export interface LineCall {
  to: string
  reply: Reply | null
  messages: messagingApi.Message[]
}

/** The token that answers an event at no cost, and when the event was, ms. */
const Reply = Type.Object({ token: Type.String(), at: Type.Integer() })
type Reply = Static<typeof Reply>

/** The one request that says a message. Source: https://developers.line.biz/en/reference/messaging-api/#message-objects */
export function render(message: Message, to: Recipient): LineCall[] {
  const reply = fits(Reply, to.address) ? to.address : null
  return [{ to: to.id, reply, messages: messagesOf(message) }]
}

function messagesOf(message: Message): messagingApi.Message[] {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [say(message.text)]
    case 'choices': {
      const items = message.choices.map((choice) => ({ type: 'action', action: button(choice, message.of) }))
      return [{ ...say(message.text), ...(items.length > 0 ? { quickReply: { items } } : {}) }]
    }
    case 'media': {
      const { kind, url, alt, name } = message
      if (kind !== 'image' || !isLoaded(url)) return link(alt ?? name ?? '', url)
      const image: messagingApi.Message = { type: 'image', originalContentUrl: url, previewImageUrl: url }
      return alt ? [image, say(alt)] : [image]
    }
    case 'card':
      return [card(message)]
    case 'location': {
      const { latitude, longitude, label = '' } = message
      const place = `${latitude}, ${longitude}`
      // LINE wants a title, of 100 characters at the most.
      const title = label.trim() !== '' && label.length <= 100 ? label : place
      const at = { type: 'location', title, address: place, latitude, longitude } as const
      return label.length > 100 ? [say(label), at] : [at]
    }
  }
}

/** The longest text of a message, in UTF-16 units. */
export const longest = 5000

function say(text: string): messagingApi.TextMessage {
  return { type: 'text', text: markdown(text, 'plain') }
}

/** Words and an address, in one message where they fit in one. */
function link(words: string, url: string): messagingApi.TextMessage[] {
  const address: messagingApi.TextMessage = { type: 'text', text: url }
  if (words.trim() === '') return [address]
  const before = say(words)
  const whole = `${before.text}\n${url}`
  return whole.length <= longest ? [{ type: 'text', text: whole }] : [before, address]
}

function button(choice: Choice, of?: string): messagingApi.PostbackAction {
  return { type: 'postback', label: choice.text, data: postbackData(choice, of), displayText: choice.text }
}

/** A picture that the customer's phone can load: by https, at an address of 2000 characters at the most. */
function isLoaded(url: string): boolean {
  return url.length <= 2000 && /^https:\/\//i.test(url)
}

function card({
  title,
  text = '',
  image,
  choices,
}: Extract<Message, { type: 'card' }>): messagingApi.FlexMessage {
  const head: messagingApi.FlexText = {
    type: 'text',
    text: markdown(title, 'plain'),
    weight: 'bold',
    wrap: true,
  }
  const rest: messagingApi.FlexText = { type: 'text', text: markdown(text, 'plain'), wrap: true }
  const words = [head, rest].filter((part) => part.text?.trim())
  const buttons = choices.map(
    (choice): messagingApi.FlexButton => ({ type: 'button', action: button(choice) }),
  )
  const contents: messagingApi.FlexBubble = {
    type: 'bubble',
    body: box(words),
    ...(image !== undefined && isLoaded(image) ? { hero: { type: 'image', url: image, size: 'full' } } : {}),
    ...(buttons.length > 0 ? { footer: box(buttons) } : {}),
  }
  const altText = words[0]?.text?.slice(0, 400).toWellFormed() ?? ''
  return { type: 'flex', altText, contents }
}

function box(contents: messagingApi.FlexComponent[]): messagingApi.FlexBox {
  return { type: 'box', layout: 'vertical', contents, spacing: 'sm' }
}
