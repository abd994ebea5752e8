import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { type Received, Someone, textOf } from './activity.ts'

type Item = Omit<Inbound, 'event'>

/** That a page with Web Chat was opened: by custom, an event of such a name. */
export function arrival({ name, conversation }: Received, item: Item): Inbound[] | null {
  const isOpened = name === 'webchat/join' || name === 'startConversation'
  return isOpened ? [{ ...item, once: conversation.id, event: { type: 'start' } }] : null
}

/**
 * Who came to a conversation and who left. A conversation begins once, however often and by whatever it is told; Teams
 * tells by `installationUpdate` that the bot came or went, so there it is not told again.
 */
export function members(activity: Received, item: Item): Inbound[] | null {
  const { membersAdded, membersRemoved, recipient, channelId, conversation } = activity
  const bot = recipient?.id
  const ids = (value: unknown) => list(value).flatMap((one) => (fits(Someone, one) ? [one.id] : []))
  const added = ids(membersAdded)
  const removed = ids(membersRemoved)
  if (added.length + removed.length === 0) return null
  if (channelId === 'msteams') return [...added, ...removed].every((id) => id === bot) ? [] : null
  if (removed.includes(bot)) return [{ ...item, event: { type: 'blocked' } }]
  if (added.length === 0 || (item.from.group && !added.includes(bot))) return null
  if (item.from.group) return [{ ...item, event: { type: 'unblocked' } }]
  return [{ ...item, once: conversation.id, event: { type: 'start' } }]
}

/** That somebody installed the bot or removed it. A newer version of it tells nothing. */
export function installation({ action }: Received, item: Item): Inbound[] | null {
  const told = textOf(action)
  if (told === 'remove') return [{ ...item, event: { type: 'blocked' } }]
  if (told === 'add') return [{ ...item, event: { type: item.from.group ? 'unblocked' : 'start' } }]
  return told.endsWith('-upgrade') ? [] : null
}
