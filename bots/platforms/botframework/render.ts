import type { Recipient } from '../../channel.ts'
import type { Choice, Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { markdown } from '../markdown.ts'
import { Address } from './address.ts'
import { cardOf, type Shown } from './card.ts'
import { button } from './choice.ts'
import { type Features, featuresOf } from './features.ts'
import type { Activity } from './sdk.ts'

/** One activity, and where it is said; null while nobody has written from there. */
export interface BotCall {
  to: Address | null
  activity: Partial<Activity>
}

/**
 * The activities that say a message. The limits are what every channel behind the service has; what one of them
 * can do is looked up by its name.
 */
export function render(message: Message, { address }: Recipient): BotCall[] {
  const to = fits(Address, address) ? address : null
  const features = featuresOf(to?.channel ?? '')
  return activitiesOf(message, features).map((activity) => ({
    to,
    activity: { type: 'message', textFormat: features.markdown ? 'markdown' : 'plain', ...activity },
  }))
}

/** The longest text, in UTF-16 units. */
export const longest = 2000

function activitiesOf(message: Message, features: Features): Partial<Activity>[] {
  const written = (text: string) => (features.markdown ? text : markdown(text, 'plain'))
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return [{ text: written(message.text) }]
    case 'choices':
      return asked(written(message.text), message.choices, message.of, features)
    case 'media':
      return media(message, written(message.alt ?? ''), features)
    case 'card': {
      const { title, text = '', image, choices } = message
      const parts = { title: written(title), text: written(text), choices }
      const picture = image !== undefined && isLoaded(image) ? image : undefined
      if (choices.length <= features.buttons)
        return [shown({ ...parts, ...(picture ? { image: picture } : {}) }, features)]
      const pictures =
        picture === undefined ? [] : media({ type: 'media', kind: 'image', url: picture }, '', features)
      return [
        ...pictures,
        ...asked([parts.title, parts.text].filter(isSaid).join('\n\n'), choices, undefined, features),
      ]
    }
    case 'location': {
      const { latitude, longitude, label = '' } = message
      const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`
      return [{ text: [written(label), url].filter(isSaid).join('\n') }]
    }
  }
}

function asked(
  text: string,
  choices: Choice[],
  of: string | undefined,
  features: Features,
): Partial<Activity>[] {
  if (choices.length === 0) return [{ text }]
  if (choices.length <= features.suggested) {
    const actions = choices.map((choice) => button(choice, of, features.carries))
    return [{ text, suggestedActions: { to: [], actions } }]
  }
  if (choices.length <= features.buttons) return [shown({ text, choices, of }, features)]
  const numbered = choices.map((choice, index) => `${index + 1}. ${choice.text}`).join('\n')
  const whole = [text, numbered].filter(isSaid).join('\n\n')
  return whole.length <= longest ? [{ text: whole }] : [{ text }, { text: numbered }]
}

/** A card, with what a notification says of it. */
function shown(card: Shown, features: Features): Partial<Activity> {
  const words = markdown(card.title || card.text || '', 'plain')
  const summary = words.slice(0, 200).toWellFormed()
  return { ...(summary ? { summary } : {}), attachments: [cardOf(card, features)] }
}

function media(
  { kind, url, name, alt }: Extract<Message, { type: 'media' }>,
  words: string,
  features: Features,
): Partial<Activity>[] {
  if (!features.media.includes(kind) || !isLoaded(url)) return linked(words || name || '', url)
  const attachment = { contentType: typeOf(kind, url), contentUrl: url, ...(name ? { name } : {}) }
  return [{ ...(alt ? { text: words } : {}), attachments: [attachment] }]
}

/** Words and an address, in one text where they fit in one; an address that is too long is cut like words. */
function linked(words: string, url: string): Partial<Activity>[] {
  const whole = [words, url].filter(isSaid).join('\n')
  if (whole.length <= longest) return [{ text: whole }]
  const pieces = url.match(new RegExp(`.{1,${longest}}`, 'gsu')) ?? []
  return [words, ...pieces].filter(isSaid).map((text) => ({ text }))
}

/** What the service can fetch. */
function isLoaded(url: string): boolean {
  return url.length <= longest && /^https:\/\//i.test(url)
}

/** The media type that a file's address looks like, else the commonest of its kind. */
function typeOf(kind: string, url: string): string {
  const [, ending = ''] = /\.(\w{2,4})$/.exec(URL.parse(url)?.pathname ?? '') ?? []
  const found = types.get(ending.toLowerCase())
  return found?.startsWith(kind) || (found && kind === 'file') ? found : (types.get(kind) ?? '')
}

const types = new Map([
  ['image', 'image/png'],
  ['audio', 'audio/mpeg'],
  ['video', 'video/mp4'],
  ['file', 'application/octet-stream'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['wav', 'audio/wav'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['pdf', 'application/pdf'],
  ['txt', 'text/plain'],
])

function isSaid(text: string): boolean {
  return text.trim() !== ''
}
