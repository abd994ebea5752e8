import type { TSchema } from 'typebox'
import type { Json, Message, Values } from '../bots/message.ts'
import type { Facts } from '../handoff/facts.ts'
import type { Interpretation } from '../nlu/interpretation.ts'

/**
 * A kind of node: one file in `nodes/`, named after it. Its schema is also the designer's form. Authors of
 * kinds never meet XState, keys, epochs or templates: options arrive translated and filled.
 */
export interface NodeKind<Options = unknown> {
  title: string
  /** A name of lucide's set. */
  icon: string
  /** Raised when a stored `memory` of an older version could not be carried on. */
  version: number
  /** The node's own fields, the one named like the kind first. `Text()` marks what is shown or filled. */
  options: TSchema
  /** The exits an author must wire; `open` ones the author names (intents). */
  exits(options: Options): { must: string[]; may?: string[]; open?: boolean }
  /** Flows the node leads into, so that `check` knows them. */
  flows?(options: Options): string[]
  /** Actions it has run, so that `check` knows one that does not exist. */
  actions?(options: Options): string[]
  /** Whether it can stand still, waiting for the customer or a job. */
  waits: boolean
  enter(options: Options, scope: Scope): Move
  hear?(options: Options, scope: Scope, heard: Heard): Move
  /** What resuming its frame does: repeat what `enter` says; wait; hear `released`. */
  onReturn?: 'repeat' | 'wait' | 'hear'
}

/** What a node may know. */
export interface Scope {
  readonly variables: Readonly<Values>
  /** The kind's own, for this visit. */
  readonly memory: Readonly<Values>
  /** Exits that lead somewhere, the flow's own included. */
  readonly exits: readonly string[]
  readonly language: string
  readonly facts: Facts
  /** The entry's time, ISO 8601. */
  readonly now: string
  /** The message that led here and that no node has used yet: the first that can hear may use it. */
  readonly opening?: Heard
  /** What Parley itself says, in the conversation's language. */
  readonly texts: Readonly<Record<string, string>>
}

/** What reaches a node. */
export type Heard =
  | {
      type: 'message'
      message: Message
      text: string /** a choice of this visit */
      value?: string
      understood?: Interpretation
    }
  | { type: 'result'; name: string; exit: 'ok' | 'failed'; value: Json }
  | { type: 'wake'; name: string }
  | { type: 'returned'; value: Values }
  | { type: 'released'; outcome: 'resolved' | 'not'; reason?: string; fields: Values }

/** What a node does. `missed`: it could not use the message, and this is what it would do about that. */
export interface Move {
  then: Next
  set?: Values
  memory?: Values
  say?: Message[]
  ask?: Request[]
  missed?: boolean
}

/** Where it goes on. `end` carries the flow's outputs. */
export type Next =
  | 'wait'
  | { exit: string }
  | { run: string; with?: Values }
  | { jump: string; with?: Values }
  | { end: Values }
  | { handoff: { queue?: string; collected?: string[] } }

/** What a node asks the world for; the engine gives it its key, author and epoch. Times are in ms. */
export type Request =
  | { call: CallRequest; name?: string }
  | { act: { name: string; input: Json }; name?: string }
  | { wake: { in: number }; name?: string }
  | { remember: { name: string; value: Json } }
  | { tag: { add?: string[]; remove?: string[] } }

export interface CallRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: Json
  /** For the whole exchange, ms. */
  timeout: number
}

/** The kinds there are, by name. */
export type Kinds = Readonly<Record<string, NodeKind>>
