import Type, { type Static } from 'typebox'
import { AgentEvent, type By, type Entry } from '../bots/entry.ts'
import type { Message, Values } from '../bots/message.ts'
import type { Outcome, Reason } from '../flows/state.ts'
import type { Mode, Owner } from '../handoff/states.ts'
import type { PhraseFault } from '../nlu/phrases.ts'

/*
 * What the dashboard and the server say to each other: the schemas the routes validate with, and the types the
 * dashboard imports. Every error answers `Problem`. Lists answer `{ items, next? }`.
 */

export interface Problem {
  /** A stable word for programs. */
  error: string
  /** A sentence for people: what happened and what to do. */
  message: string
  /** The agent who won, on 409. */
  by?: string
}

export type Role = 'admin' | 'agent'
export interface Me {
  id: string
  name: string
  email: string
  role: Role
  presence: 'online' | 'away'
}
export const Login = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
)
/** Takes a one-time link: the first administrator's, or an invitation's. */
export const Accept = Type.Object(
  {
    token: Type.String({ minLength: 20, maxLength: 200 }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    email: Type.String({ minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' }),
    password: Type.String({ minLength: 10, maxLength: 200 }),
  },
  { additionalProperties: false },
)
export const Presence = Type.Object(
  { presence: Type.Union([Type.Literal('online'), Type.Literal('away')]) },
  { additionalProperties: false },
)

/** A line of the inbox. Times are ISO 8601. */
export interface Summary {
  id: string
  name: string
  channel: string
  account: string
  mode: Mode
  owner: Owner
  /** The owner's name when it is an agent. */
  ownerName?: string
  epoch: number
  preview: string
  at: string
  language: string
  tags: string[]
  /** Why and since when a person is needed; kept while one has it. */
  waiting?: { queue: string; reason: Reason; since: string; due: string; late: boolean }
}

/** Why it came to a person, and what is known: what an agent sees first. */
export interface Brief {
  reason?: Reason
  /** In one sentence. */
  why: string
  /** How the customer sounds, each with the words that say so. */
  mood?: string[]
  collected: Values
  lastWords: string[]
  /** Flow steps gone through, `flow.node`, oldest first. */
  path: string[]
}

export interface Detail {
  conversation: Summary
  brief: Brief
  contact: {
    id: string
    fields: Values
    identities: { id: string; account: string; address: string; name: string | null }[]
  }
  /** Messages that have not left: still trying (`status` null), or parked. */
  pending: { key: string; status: 'unknown' | 'dead' | null; reason: string | null; tries: number }[]
  allowed: Allowed
  earlier: { id: string; at: string; mode: Mode }[]
}

/** A journal entry as the dashboard sees it; `raw` is kept back. */
export type Line = Omit<Entry, 'raw'> & { byName?: string; outcome?: Outcome; file?: FileLine }

/** A file that somebody on the platform sent: `GET /api/conversations/:id/media/:position` has its bytes. */
export interface FileLine {
  /** `waiting`: it is fetched when it is asked for; `gone`: taken back. */
  status: 'kept' | 'waiting' | 'failed' | 'gone'
  /** The media type, as its bytes say. */
  type?: string
  /** bytes */
  size?: number
  reason?: string
}

/** What an agent may send the customer now. `until` is ISO 8601; `left` counts messages. */
export type Allowed =
  | { what: 'all'; until?: string; left?: number }
  | { what: 'templates' }
  /** `window`: only after the customer writes again; `refused`: they want no messages; `blocked`: they block us. */
  | { what: 'nothing'; why: 'window' | 'refused' | 'blocked' }

/** What the messages of a conversation cost, a line for each currency. */
export interface Costs {
  items: { currency: string; amount: number; segments: number; messages: number }[]
}

/** What an agent sends: `key` is their own, so that a repeated request is one action. */
export const Action = Type.Object(
  { key: Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' }), event: AgentEvent },
  { additionalProperties: false },
)
export type Action = Static<typeof Action>
export interface ActionAnswer {
  position: number
  outcome?: Outcome
}

export type View = 'queue' | 'mine' | 'bot' | 'people' | 'closed'

/** The live connection of a dashboard, `GET /api/live` (WebSocket, JSON). */
export type LiveClient =
  | { type: 'hello'; after: string | null }
  | { type: 'typing'; conversation: string }
  | { type: 'alive' }
export type LiveServer =
  | { type: 'hello'; now: string; after: string }
  | { type: 'resync' }
  /** `after` is the feed position to come back with. */
  | { type: 'change'; after: string; conversation: Summary; lines: Line[]; counts: Counts }
  | { type: 'typing'; conversation: string; by: By; name: string }
export interface Counts {
  queue: number
  mine: number
  bot: number
  people: number
}

/** The live connection of a web-chat visitor, `GET /hooks/web/:account/live` (WebSocket, JSON). */
export type VisitorClient =
  | { type: 'hello'; token: string; after: number }
  | { type: 'seen'; position: number }
  | { type: 'typing' }
export type VisitorServer =
  | { type: 'hello'; position: number; now: string; language: string; answering: Answering }
  | { type: 'line'; line: VisitorLine }
  | { type: 'typing' }
  | { type: 'answering'; answering: Answering }
  | { type: 'refused'; message: string }
/** Who answers now. */
export interface Answering {
  who: 'bot' | 'queue' | 'person'
  name?: string
}
/** A message as the visitor sees it: what they wrote, or what was sent to them. */
export interface VisitorLine {
  position: number
  at: string
  /** The visitor's own message id, for what they wrote. */
  id: string
  by: 'customer' | 'bot' | 'parley' | 'agent'
  name?: string
  message: Message
}

/** An answer an agent may take, change and send. `score` is 0 to 1. */
export type Suggestion =
  | { from: 'flow'; text: string; score: number; intent: string }
  | { from: 'people'; text: string; score: number; conversation: string }

/** What customers said that the bot did not understand, or that people answered in its place. */
export interface PhraseGroup {
  id: string
  count: number
  /** What to name when something is decided about the group. */
  phrases: string[]
  examples: {
    text: string
    language: string
    at: string
    why: 'missed' | 'asked back' | 'answered by a person'
    conversation: string
    answer?: string
  }[]
  nearest: { intent: string; confidence: number } | null
}

/** How far a bot's training is, as every node tells it. Times are ISO 8601. */
export interface TrainingState {
  state: 'idle' | 'training' | 'done' | 'failed' | 'cancelled'
  /** 0 to 1 */
  share: number
  at?: string
  /** What was published, once it is done. */
  release?: number
  error?: string
  /** Phrases that are at fault. */
  faults?: PhraseFault[]
}

/** How well a bot's phrases are told apart. */
export type { Report } from '../nlu/report.ts'
