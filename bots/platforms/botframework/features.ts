/** What one of the channels behind the service can show. */
export interface Features {
  /** How many buttons can stand under a message as suggestions; 0 where there are none. */
  suggested: number
  /** How many buttons a card can have; 0 where there are no cards. */
  buttons: number
  /** How a card is written. */
  card: 'adaptive' | 'hero'
  /** Whether a button can carry a value that is not shown. */
  carries: boolean
  markdown: boolean
  /** Kinds of media that are shown; others become links. */
  media: readonly string[]
}

/**
 * What the channel of this name can show; of one that is not known, words. Sources:
 * https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference and channel.ts of botbuilder-dialogs
 */
export function featuresOf(channel: string): Features {
  return known.get(channel) ?? words
}

const everything = ['image', 'audio', 'video', 'file']
const words: Features = {
  suggested: 0,
  buttons: 0,
  card: 'hero',
  carries: false,
  markdown: false,
  media: [],
}
const web: Features = {
  suggested: 100,
  buttons: 100,
  card: 'hero',
  carries: true,
  markdown: true,
  media: everything,
}
const phone: Features = { ...words, media: everything }

const known = new Map<string, Features>([
  ['directline', web],
  ['webchat', web],
  ['emulator', web],
  // Suggestions are shown in personal chats only; sound and files by their address are not shown at all.
  ['msteams', { ...web, suggested: 0, buttons: 50, card: 'adaptive', media: ['image'] }],
  ['slack', { ...web, suggested: 0, carries: false }],
  ['telegram', { ...web, carries: false }],
  ['skype', { ...phone, suggested: 10, buttons: 3, markdown: true }],
  ['facebook', { ...phone, suggested: 10, buttons: 3 }],
  ['line', { ...phone, suggested: 13, buttons: 99, media: ['image'] }],
  ['kik', { ...phone, suggested: 20, media: ['image', 'video'] }],
  ['email', { ...phone, markdown: true }],
])
