import Type, { type Static } from 'typebox'

const text = Type.Optional(Type.String())
const anything = Type.Optional(Type.Unknown())
/** A person or a bot, as a channel knows it. */
export const Someone = Type.Object({ id: text, name: text, role: text })

/**
 * What every activity has. The rest is looked at where it is needed, so that a strange part loses nothing else.
 * Source: https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
 */
export const Received = Type.Object({
  type: Type.String({ minLength: 1 }),
  channelId: Type.String({ minLength: 1, maxLength: 100 }),
  serviceUrl: Type.String({ minLength: 1, maxLength: 2000 }),
  conversation: Type.Object({
    id: Type.String({ minLength: 1, maxLength: 1000 }),
    isGroup: anything,
    conversationType: anything,
    name: anything,
  }),
  id: anything,
  timestamp: anything,
  locale: anything,
  from: Type.Optional(Someone),
  recipient: Type.Optional(Someone),
  replyToId: anything,
  text: anything,
  value: anything,
  name: anything,
  action: anything,
  entities: anything,
  attachments: anything,
  reactionsAdded: anything,
  reactionsRemoved: anything,
  membersAdded: anything,
  membersRemoved: anything,
  channelData: anything,
})
export type Received = Static<typeof Received>

/** A text of an activity; nothing where there is none, or something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A field of something that may be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
