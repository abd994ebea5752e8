import type { Json, Message, Values } from '../bots/message.ts'
import type { Mood } from '../handoff/facts.ts'
import type { Ownership } from '../handoff/states.ts'
import type { CallRequest, Heard } from './node.ts'

/** Where a conversation stands: plain JSON, our own small format. Old states live on, so fields are only added. */
export interface State extends Ownership {
  version: 1
  /** The bot's release; a conversation stays on the one it began with. */
  release: number
  /** ISO 8601, while closed. */
  closedAt?: string
  frames: Frame[]
  /** Kept over flows: what a release brought, `handoff.outcome`. */
  variables: Values
  language: string
  /** When the customer last wrote, ISO 8601. */
  heard: string
  /** How the customer sounded lately; forgotten when the talk is given back or closed. */
  mood?: Mood
  /** Numbers visits and keys; never goes back. */
  counter: number
  armed: Record<string, Armed>
  /** While it waits for a person, and as long as one has it. */
  waiting?: Waiting
}

/** Where the bot stands in one flow. The last frame is the top. */
export interface Frame {
  flow: string
  node: string
  kind: string
  kindVersion: number
  /** This coming-in by an exit; keys are made of it. */
  visit: number
  via: 'start' | 'run' | 'digression'
  memory: Values
  variables: Values
  /** Results, wakes and releases that came while it could not hear. */
  inbox: Heard[]
  /** The customer wrote while it could not hear, and was told to wait. */
  told?: true
}

/** What an armed key is for. A result or wake whose key is not armed is ignored. */
export type Armed = { for: 'visit'; visit: number; name: string } | { for: 'promise' | 'place' | 'silence' }

/** Why a person is needed: this is the queue's entry. */
export interface Waiting {
  queue: string
  reason: Reason
  /** ISO 8601 */
  since: string
  /** The promised answer, ISO 8601. */
  due: string
  collected: Values
  /** The flow and node it was handed over from. */
  from?: string
  place?: number
  late?: true
}

export type Reason = 'asked' | 'not understood' | 'flow' | 'error' | 'transfer' | 'agent' | 'reopened'

/** What a step asks of the world, as data. Calls and acts settle only as a `result`. */
export type Effect =
  /** `also`: what leaves with it in one call of the platform, in order. */
  | { type: 'send'; author: 'bot' | 'parley' | `agent:${string}`; message: Message; also?: Message[] }
  | { type: 'call'; key: string; request: CallRequest }
  | { type: 'act'; key: string; name: string; input: Json }
  | { type: 'wake'; key: string; at: string }
  | { type: 'cancel'; key: string }
  | { type: 'retry'; job: string }
  | { type: 'remember'; name: string; value: Json }
  | { type: 'tag'; add: string[]; remove: string[] }
  | { type: 'consent'; kind: string; given: boolean }
  | { type: 'reserve'; agent: string }
  | { type: 'free'; agent: string }

export type Outcome =
  | { type: 'accepted' }
  | { type: 'refused'; reason: string; by?: string }
  | { type: 'failed'; error: string }

/** What one entry came to. */
export interface Turn {
  state: State
  outcome: Outcome
  effects: Effect[]
  /** Nodes gone through, `flow.node`, for people. */
  path: string[]
  /** No part of the bot could use what the customer said. */
  missed?: boolean
}
