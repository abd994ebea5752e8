import Type from 'typebox'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { fieldOf, type Received } from './activity.ts'

/*
 * What Slack itself told, which the service passes on. On other channels nothing of it is believed: a client of Direct
 * Line can write anything there.
 */

/** A reaction of Slack's, which comes in its own form; null when it is none. Source: https://docs.slack.dev/reference/events/reaction_added */
export function slackReaction(activity: Received): { id: string; emoji?: string; once: string } | null {
  const event = eventOf(activity)
  if (!fits(Reaction, event)) return null
  const { type, reaction, item, event_ts } = event
  const added = type === 'reaction_added' ? { emoji: `:${reaction.slice(0, 98)}:` } : {}
  return { id: item.ts, once: `${event_ts}:${reaction}`, ...added }
}

const Reaction = Type.Object({
  type: Type.Union([Type.Literal('reaction_added'), Type.Literal('reaction_removed')]),
  reaction: Type.String({ minLength: 1 }),
  item: Type.Object({ ts: Type.String({ minLength: 1, maxLength: 500 }) }),
  event_ts: Type.String(),
})

/** The bot that wrote a message of Slack's; undefined when a person did. */
export function slackBot(activity: Received): string | undefined {
  const bot = fieldOf(eventOf(activity), 'bot_id')
  return typeof bot === 'string' && bot !== '' ? bot : undefined
}

/** What a pressed button of Slack carries: `Payload` now, `payload` before. */
export function slackValue({ channelId, channelData }: Received): string | undefined {
  const payload = fieldOf(channelData, 'Payload') ?? fieldOf(channelData, 'payload')
  const [action] = list(fieldOf(payload, 'actions'))
  const value = fieldOf(action, 'value')
  return channelId === 'slack' && typeof value === 'string' ? value : undefined
}

function eventOf({ channelId, channelData }: Received): unknown {
  return channelId === 'slack' ? fieldOf(fieldOf(channelData, 'SlackMessage'), 'event') : undefined
}

/** An activity without what opens anything: Slack's come with the bot's own token. */
export function redacted(activity: Received): Json {
  return JSON.parse(
    JSON.stringify(activity, (name, value: unknown) => (secrets.test(name) ? undefined : value)),
  )
}

const secrets = /^(ApiToken|token|response_url|access_token|authorization)$/i
