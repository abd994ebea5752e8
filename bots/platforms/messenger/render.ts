import Type from 'typebox'
import type { Recipient } from '../../channel.ts'
import { type Choice, type Json, type Message, plainText } from '../../message.ts'
import { payload } from '../choice.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'

/** The body of one call of `/messages`; `late` is what is sent when the customer wrote more than a day ago. */
export interface PageCall {
  body: { recipient: { [name: string]: string }; message: { [field: string]: Json }; [field: string]: Json }
  late?: PageCall['body']
}

/** By this our own messages are known when Messenger echoes them. */
export const mark = 'parley'

/**
 * The calls that say a message; `always` is in each of them, and `mark` in each message. An agent's may leave within
 * seven days, under a tag that is for people alone: a bot's never carries it. Sources:
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api and /send-messages/message-tags
 */
export function render(message: Message, to: Recipient, platform: Platform): PageCall[] {
  const { always, marked } = platform
  const recipient = fits(Guest, to.address) ? { user_ref: to.address.user_ref } : { id: to.id }
  return messages(message).map((content) => {
    const said = { ...content, ...marked }
    if (!to.author.startsWith('agent:')) return { body: { recipient, message: said, ...always } }
    const tag = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    return { body: { recipient, message: said, ...always }, late: { recipient, message: said, ...tag } }
  })
}

const Guest = Type.Object({ user_ref: Type.String({ minLength: 1 }) })

export interface Platform {
  always: { [field: string]: Json }
  marked: { [field: string]: Json }
}

type Content = { [field: string]: Json }

function messages(message: Message): Content[] {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [say(message.text)]
    case 'choices':
      return [{ ...say(message.text), ...quickReplies(message.choices, message.of) }]
    case 'media': {
      const words = message.alt ? [say(message.alt)] : []
      if (!isWeb(message.url))
        return [say([message.alt ?? message.name, message.url].filter(Boolean).join('\n'))]
      return [attach(message.kind, { url: message.url }), ...words]
    }
    case 'card':
      return card(message)
    case 'location':
      return [say(plainText(message))]
  }
}

/** Of a card's title, and of the words below it. */
const longestTitle = 80
const mostButtons = 3

function card({ title, text = '', image, choices }: Extract<Message, { type: 'card' }>): Content[] {
  const [head, words] = [title, text].map((part) => markdown(part, 'plain').trim())
  const picture = image !== undefined && isWeb(image) ? image : undefined
  const small = [head, words].every((part = '') => part.length <= longestTitle)
  const more = picture !== undefined || words || choices.length > 0 // Meta refuses a title alone
  if (head && small && more && choices.length <= mostButtons) {
    const buttons = choices.map((choice) => ({
      type: 'postback',
      title: label(choice),
      payload: payload(choice),
    }))
    const element = {
      title: head,
      ...(words ? { subtitle: words } : {}),
      ...(picture === undefined ? {} : { image_url: picture }),
      ...(buttons.length > 0 ? { buttons } : {}),
    }
    return [attach('template', { template_type: 'generic', elements: [element] })]
  }
  const all = [head, words].filter(Boolean).join('\n\n')
  const shown = picture === undefined ? [] : [attach('image', { url: picture })]
  return [...shown, { text: all, ...(choices.length > 0 ? quickReplies(choices) : {}) }]
}

function say(text: string): Content {
  return { text: markdown(text, 'plain') }
}

function attach(type: string, content: { [field: string]: Json }): Content {
  return { attachment: { type, payload: content } }
}

function quickReplies(choices: Choice[], of?: string): Content {
  if (choices.length === 0) return {}
  const all = choices.map((choice) => ({
    content_type: 'text',
    title: label(choice),
    payload: payload(choice, of),
  }))
  return { quick_replies: all }
}

function label({ text }: Choice): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** What Meta fetches itself. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url)
}
