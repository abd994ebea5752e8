import Type, { type Static, type TSchema } from 'typebox'
import { type Json, Message } from './message.ts'

/** Everything that can happen to a conversation: the closed list of events, and the journal entry that carries one. */
export interface Entry {
  /** `identity#n` */
  conversation: string
  /** Counted per identity, from 1, without holes. */
  position: number
  /** Unique for the identity, for ever; see `keyOf`. */
  key: string
  /** When it was written, ISO 8601. */
  at: string
  by: By
  event: Event
  /** What the platform sent beyond the canonical event. */
  raw?: Json
}

/** Who did it. */
export type By = 'customer' | 'bot' | 'parley' | 'system' | `agent:${string}`

const strict = { additionalProperties: false } as const
const id = Type.String({ minLength: 1, maxLength: 512 })
const name = Type.String({ minLength: 1, maxLength: 100 })
const event = <const Name extends string, Fields extends Record<string, TSchema>>(
  type: Name,
  fields: Fields,
) => Type.Object({ type: Type.Literal(type), ...fields }, strict)

/** What comes from the customer's side. `id` is the platform's message id. */
export const CustomerEvent = Type.Union([
  event('message', { id, message: Message, replyTo: Type.Optional(id) }),
  event('edit', { id, message: Message }),
  event('unsend', { id }),
  event('reaction', { id, emoji: Type.Optional(Type.String({ maxLength: 100 })) }),
  event('start', { ref: Type.Optional(Type.String({ maxLength: 512 })) }),
  event('blocked', {}),
  event('unblocked', {}),
  event('consent', { kind: name, given: Type.Boolean() }),
  event('unsupported', { kind: name }),
])
export type CustomerEvent = Static<typeof CustomerEvent>

/** What a platform tells of messages that others sent. */
export const PlatformEvent = Type.Union([
  event('echo', { id, message: Message }),
  event('receipt', {
    id,
    status: Type.Union([Type.Literal('delivered'), Type.Literal('read'), Type.Literal('failed')]),
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
])
export type PlatformEvent = Static<typeof PlatformEvent>

const epoch = Type.Integer({ minimum: 0, description: 'The epoch the agent saw' })
const tags = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 50 })
const fields = Type.Record(
  Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,49}$' }),
  Type.String({ maxLength: 4096 }),
  strict,
)

/** How a person ended what the bot handed over; the flow may branch on it. */
export const HandoffResult = Type.Object(
  {
    outcome: Type.Union([Type.Literal('resolved'), Type.Literal('not')]),
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
    fields: Type.Optional(fields),
  },
  strict,
)

export type HandoffResult = Static<typeof HandoffResult>

/** What an agent may do, each with the epoch seen when it was decided. */
export const AgentEvent = Type.Union([
  event('take', { epoch }),
  event('reply', { epoch, message: Message }),
  event('note', { epoch, text: Type.String({ minLength: 1, maxLength: 10_000 }) }),
  event('transfer', {
    epoch,
    to: Type.Union([Type.Object({ queue: name }, strict), Type.Object({ agent: id }, strict)]),
    note: Type.Optional(Type.String({ maxLength: 10_000 })),
  }),
  event('release', {
    epoch,
    to: Type.Union([
      Type.Literal('here'),
      Type.Literal('start'),
      Type.Object({ flow: name, node: name }, strict),
    ]),
    result: Type.Optional(HandoffResult),
  }),
  event('close', { epoch }),
  event('reopen', { epoch }),
  event('tag', { epoch, add: Type.Optional(tags), remove: Type.Optional(tags) }),
  event('retry', { epoch, job: id }),
])
export type AgentEvent = Static<typeof AgentEvent>

/** What Parley itself learns: what came of its effects, timers, routing, releases. */
export type OwnEvent =
  | { type: 'sent'; job: string; id: string; message: Message; twice?: true; cost?: Cost }
  | {
      type: 'failed'
      job: string
      class: 'permanent' | 'window' | 'blocked' | 'account' | 'dead' | 'unknown'
      reason: string
    }
  | { type: 'result'; key: string; exit: 'ok' | 'failed'; value: Json }
  | { type: 'wake'; key: string }
  | { type: 'assign'; agent: string; why: string }
  | { type: 'adopt'; release: number }

/** What a message cost, as far as it can be told beforehand. */
export interface Cost {
  amount: number
  /** ISO 4217 */
  currency: string
  /** How many parts of an SMS it was billed as. */
  segments?: number
}

export type Event = CustomerEvent | PlatformEvent | AgentEvent | OwnEvent

/**
 * The permanent key under which an entry is stored once. It is made of the platform's *message* key,
 * never of an update or delivery id: those may restart or multiply. `once` is what makes the others unique: the
 * client's own key of an agent's action, the job's key of a result or wake, the try of a send.
 */
export function keyOf(event: Event, once: string): string {
  switch (event.type) {
    case 'message':
    case 'unsend':
    case 'echo':
      return `${event.type}:${event.id}`
    case 'edit':
    case 'reaction':
      return `${event.type}:${event.id}:${once}`
    case 'receipt':
      return `receipt:${event.id}:${event.status}`
    case 'sent':
    case 'failed':
      return `${event.type}:${event.job}:${once}`
    default:
      return `${event.type}:${once}`
  }
}

/** Quiet entries make no turn and reopen nothing; the next turn's cursor passes them. */
export function isQuiet(event: Event): boolean {
  return event.type === 'sent' || (event.type === 'receipt' && event.status !== 'failed')
}
