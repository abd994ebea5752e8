import Type from 'typebox'
import type { Attachment, Inbound } from '../../channel.ts'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { digest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { Received, textOf } from './activity.ts'
import { addressOf } from './address.ts'
import { contentOf, kindOf } from './content.ts'
import { quotedIn } from './mentions.ts'
import { arrival, installation, members } from './presence.ts'
import { redacted, slackBot, slackReaction } from './slack.ts'
import { cardAction } from './stored.ts'

/**
 * What an activity tells. The conversation is the address, whoever speaks in it: it is by this that it is answered, and
 * what Direct Line calls a user is whatever its client says. Total: what is not known becomes `unsupported`. Source:
 * https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
 */
export function inbound(activity: unknown): Inbound[] {
  if (!fits(Received, activity) || silent.has(activity.type)) return []
  const item = itemOf(activity)
  const kind = kindOf(activity)
  const items = readers.get(activity.type)?.(activity, item) ?? [unsupported(item, kind)]
  return items.flatMap((one) => told(one, kind))
}

/** They happen without anybody saying anything. */
const silent = new Set(['typing', 'trace', 'ping', 'delay'])

type Item = Omit<Inbound, 'event'>

/** What an activity tells; null when it is not what its type says. */
type Read = (activity: Received, item: Item) => Inbound[] | null

const readers = new Map<string, Read>([
  ['message', readMessage],
  ['invoke', readInvoke],
  ['messageUpdate', readEdit],
  ['messageDelete', (_, item) => [{ ...item, event: { type: 'unsend', id: item.once } }]],
  ['messageReaction', readReactions],
  ['event', readEvent],
  ['conversationUpdate', members],
  ['installationUpdate', installation],
  ['contactRelationUpdate', installation],
])

function itemOf(activity: Received): Item {
  const { conversation, channelId, from } = activity
  const group = conversation.isGroup === true || groups.has(textOf(conversation.conversationType))
  const name = group ? textOf(conversation.name) : from?.id === activity.recipient?.id ? '' : from?.name
  const language = textOf(activity.locale)
  return {
    from: {
      id: `${channelId}|${conversation.id}`,
      ...(name ? { name } : {}),
      ...(language ? { language } : {}),
      ...(group ? { group: true as const } : {}),
    },
    once: textOf(activity.id) || digest(activity),
    by: 'customer',
    ...when(activity.timestamp),
    address: addressOf(activity, group),
    raw: redacted(activity),
  }
}

/** What Teams calls more than two. */
const groups = new Set(['groupChat', 'channel'])

function readMessage(activity: Received, item: Item): Inbound[] | null {
  const reaction = slackReaction(activity)
  if (reaction) return react(item, reaction)
  const { from, recipient } = activity
  const bot = slackBot(activity)
  if (from?.id !== undefined && from.id === recipient?.id) return [] // our own
  if (bot !== undefined && recipient?.id?.startsWith(`${bot}:`)) return []
  const { messages, bodies } = contentOf(activity, item.once)
  if (messages.length === 0) return null
  // A client of Direct Line, where there are only two, may say that it is a bot.
  const echo = (from?.role === 'bot' && item.from.group === true) || bot !== undefined
  const replyTo = quotedIn(activity) || textOf(activity.replyToId)
  return messages.map((message, index): Inbound => {
    const id = index === 0 ? item.once : `${item.once}:${index}`
    if (echo) return { ...item, once: id, by: 'system', event: { type: 'echo', id, message } }
    const about = replyTo ? { replyTo } : {}
    return {
      ...item,
      once: id,
      ...filesOf(message, bodies),
      event: { type: 'message', id, message, ...about },
    }
  })
}

/** A button of a card; the rest asks for what Parley does not have. */
function readInvoke(activity: Received, item: Item): Inbound[] | null {
  return activity.name === cardAction ? readMessage(activity, item) : null
}

function filesOf(message: Message, bodies: Attachment[]): { files?: Attachment[] } {
  const files = bodies.filter(({ url }) => message.type === 'media' && message.url === url)
  return files.length > 0 ? { files } : {}
}

/** Also what was deleted and is there again. */
function readEdit(activity: Received, item: Item): Inbound[] | null {
  const [message] = contentOf(activity, item.once).messages
  if (message === undefined) return null
  const once = textOf(activity.timestamp) || digest(activity)
  return [{ ...item, once, event: { type: 'edit', id: item.once, message } }]
}

function readReactions(activity: Received, item: Item): Inbound[] | null {
  const own = slackReaction(activity)
  if (own) return react(item, own)
  const id = textOf(activity.replyToId) || item.once
  const at = textOf(activity.timestamp) || digest(activity)
  const kinds = (value: unknown) => list(value).flatMap((one) => (fits(Reaction, one) ? [one.type] : []))
  const added = kinds(activity.reactionsAdded).map((kind) => ({ kind, emoji: emojis.get(kind) ?? kind }))
  const removed = kinds(activity.reactionsRemoved).map((kind) => ({ kind, emoji: undefined }))
  const items = [...removed, ...added].flatMap(({ kind, emoji }) =>
    react(item, { id, once: `${at}:${kind}`, ...(emoji === undefined ? {} : { emoji }) }),
  )
  return items.length > 0 ? items : null
}

function react(item: Item, { id, once, emoji }: { id: string; once: string; emoji?: string }): Inbound[] {
  return [{ ...item, once, event: { type: 'reaction', id, ...(emoji === undefined ? {} : { emoji }) } }]
}

const Reaction = Type.Object({ type: Type.String({ minLength: 1 }) })

/** What Teams calls its reactions. */
const emojis = new Map([
  ['like', '👍'],
  ['heart', '❤️'],
  ['laugh', '😆'],
  ['surprised', '😮'],
  ['sad', '😢'],
  ['angry', '😡'],
])

const Read = Type.Object({ lastReadMessageId: Type.String({ minLength: 1 }) })

function readEvent(activity: Received, item: Item): Inbound[] | null {
  const reaction = slackReaction(activity)
  if (reaction) return react(item, reaction)
  const { value, name } = activity
  if (name === 'application/vnd.microsoft.readReceipt' && fits(Read, value)) {
    const id = value.lastReadMessageId
    return [{ ...item, once: id, by: 'system', event: { type: 'receipt', id, status: 'read' } }]
  }
  return arrival(activity, item)
}
