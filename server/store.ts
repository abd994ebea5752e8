import type { Sender } from '../bots/channel.ts'
import type { By, Entry, Event } from '../bots/entry.ts'
import type { Json, Values } from '../bots/message.ts'
import type { Effect, Outcome, State } from '../flows/state.ts'
import type { Facts } from '../handoff/facts.ts'
import type { Mode, Owner } from '../handoff/states.ts'
import type { Interpretation } from '../nlu/interpretation.ts'

/*
 * Glossary.
 *   account       one of the brand's connections, `channel/name`
 *   identity      an account and an address on it, `channel/name/address`
 *   conversation  one case of one identity, `identity#n`
 *   entry         one line of an identity's journal, never changed
 *   reading       what a turn made of an entry, added by the turn's commit
 *   cursor        the position up to which a conversation was read
 *   unread        the mark by which unread entries are found; quiet entries carry none
 *   job           an effect that leaves through the outbox
 *   lane          the sends of a conversation: in order, one on the wire
 *   claim         a job with a lease on it, fenced by a token
 *   epoch         rises with every change of owner; older sends that are not an agent's are cancelled
 */

/**
 * The storage port: whole atomic operations that every store can do. A file in `stores/`, named by the scheme
 * of `STORE_URL`. Expected outcomes are values; what is thrown is a fault.
 */
export interface Store {
  /** Finds the identity that has one of these addresses on the account, or makes it, with a contact of its own. */
  identify(account: string, sender: Sender, address?: Json): Promise<Identity>
  identity(id: string): Promise<Identity | null>
  /**
   * Writes entries to an identity's journal, each key once, each with its key and unread mark in one atomic act.
   * Answers, in order, where each one is. `n` names the conversation; without it `append` chooses: a message
   * within `reopen` ms of the newest's close goes to that one, a later one starts the next.
   */
  append(identity: string, items: Item[], options?: { n?: number }): Promise<Appended[]>
  /** Unread entries of a conversation, in order. */
  unread(conversation: string, limit: number): Promise<Entry[]>
  /** A stretch of the journal with readings, in order: after a position, or the last ones before one. */
  entries(
    of: { conversation: string } | { identity: string },
    range: { after?: number; before?: number; limit: number },
  ): Promise<ReadEntry[]>
  conversation(id: string): Promise<Conversation | null>
  conversations(query: ConversationQuery): Promise<Conversation[]>
  /** How many conversations stand in each mode, and how many wait in each queue. */
  counts(): Promise<{ modes: Record<Mode, number>; queues: Record<string, number> }>
  /** The place of a waiting conversation in its queue, from 1; null when it does not wait. */
  place(conversation: string): Promise<number | null>
  /** Conversations that have unread entries. */
  behind(limit: number): Promise<string[]>

  /** Stores a turn whole or not at all. `moved`: another turn came first; `full`: the agent has no room. */
  commit(turn: Commit): Promise<'done' | 'moved' | 'full'>
  /** Leases up to `limit` due jobs for `lease` ms. A lane gives one job at a time, of the current epoch. */
  claim(options: { limit: number; node: string; lease: number; conversation?: string }): Promise<Claim[]>
  /**
   * Writes what came of the job, then removes it. What else it did is written `before`: by the last item it is known
   * as settled. False when the lease was lost: then nothing is written.
   */
  settle(claim: Claim, item: Item, before?: Item[]): Promise<boolean>
  /** Gives the job back, to be tried again at `due` (ms). False when the lease was lost. */
  retry(claim: Claim, due: number, reason: string): Promise<boolean>
  /** Takes the job out of the lane and keeps it to be seen; `item` is written to the journal. False when the lease was lost. */
  park(claim: Claim, status: 'unknown' | 'dead', reason: string, item: Item): Promise<boolean>
  jobs(query: { conversation?: string; status?: Job['status']; limit: number }): Promise<Job[]>
  /** When the next job is due (ms); null when there is none. */
  nextDue(): Promise<number | null>

  /** What changed after a position in the feed. `gone` when that is no longer at hand: read anew. */
  follow(after: string | null, limit: number): Promise<{ after: string; changes: Change[] } | 'gone'>

  contact(id: string): Promise<Contact | null>
  contacts(query: { text?: string; limit: number }): Promise<Contact[]>
  /** Sets fields of a contact; null removes one. */
  describe(contact: string, fields: Record<string, Json>): Promise<boolean>
  /** Groups all identities of `from` under `into`. Touches no conversation. */
  merge(from: string, into: string): Promise<boolean>
  /** Gives the identity a contact of its own. */
  split(identity: string): Promise<Contact | null>

  /** Small documents: accounts, releases, people, sessions, settings. `rev` 0 creates; null when it was changed meanwhile. */
  read<Value = Json>(kind: string, id: string): Promise<Document<Value> | null>
  list<Value = Json>(kind: string): Promise<Document<Value>[]>
  write(kind: string, id: string, value: object, rev: number): Promise<number | null>
  erase(kind: string, id: string): Promise<boolean>

  /** Keeps a file under a new random id (letters, digits, `-` and `_`). */
  putBlob(id: string, blob: Blob): Promise<void>
  blob(id: string): Promise<Blob | null>
  eraseBlob(id: string): Promise<boolean>

  /** Says that an agent is on duty until then (ms); 0 takes it back. */
  attend(agent: string, until: number): Promise<void>
  /** Agents on duty now, with the conversations they hold. */
  attending(): Promise<{ agent: string; load: number }[]>

  /** Throws with what is wrong when the store cannot be written to. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface StoreOptions {
  clock: () => number
  /** How long after its close a message reopens a conversation, ms. */
  reopen: number
}
/** What a file in `stores/` is: it opens the store. Throws in words a person can act on. */
export type OpenStore = (url: string, options: StoreOptions) => Promise<Store>

export interface Identity {
  id: string
  account: string
  contact: string
  address: string
  aliases: string[]
  name: string | null
  language: string | null
  group: boolean
  /** Where to answer, as the newest inbound told. */
  reply: Json
  /** What the customer does not want: `messages` when they said so, `reachable` while they block us. */
  refused: string[]
}

/** An entry to be. */
export interface Item {
  key: string
  by: By
  event: Event
  quiet?: boolean
  /** Whether it may start the next conversation: what a customer sends may, what comes of our own effects may not. */
  opens?: boolean
  at?: string
  raw?: Json
}
export interface Appended {
  conversation: string
  position: number
  was: 'stored' | 'already'
}

export interface Reading {
  facts?: Facts
  heard?: Interpretation
  outcome: Outcome
  /** Keys of jobs this turn cancelled. */
  cancelled?: string[]
  path?: string[]
  /** No part of the bot could use what the customer said. */
  missed?: true
}
export interface ReadEntry extends Entry {
  reading?: Reading
}

export interface Conversation {
  id: string
  identity: string
  account: string
  release: number
  cursor: number
  mode: Mode
  owner: Owner
  epoch: number
  /** ms */
  closedAt: number | null
  /** While it waits: the queue, since when and until when it is promised an answer (ms). */
  queue: string | null
  since: number | null
  due: number | null
  tags: string[]
  preview: string
  /** When something was last said, ms. */
  at: number
  state: State
}
export interface ConversationQuery {
  mode?: Mode
  owner?: string
  queue?: string
  account?: string
  contact?: string
  /** Goes on after this one, in the same order. */
  after?: string
  limit: number
  /** `due`: what is promised soonest first; `recent`: what was last said first. */
  order: 'due' | 'recent'
}

export interface Commit {
  conversation: string
  account: string
  /** Cursor before and after. */
  from: number
  to: number
  state: State
  preview?: string
  readings: { position: number; reading: Reading }[]
  /** In order; each with the epoch at the end of the turn that made it. */
  jobs: NewJob[]
  /** Keys of jobs that are no longer wanted. */
  cancel: string[]
  /** Parked jobs that an agent wants tried again. */
  again: string[]
  records: Extract<Effect, { type: 'remember' | 'tag' | 'consent' }>[]
  reserve?: { agent: string; weight: number; limit: number }
  free: string[]
}

export type JobEffect = Extract<Effect, { type: 'send' | 'call' | 'act' | 'wake' }>
export interface NewJob {
  key: string
  epoch: number
  author: 'bot' | 'agent' | 'parley'
  effect: JobEffect
  /** ms */
  due: number
}
export interface Job extends NewJob {
  conversation: string
  seq: number
  /** How often it was claimed. */
  tries: number
  /** `null` while it may still leave. */
  status: 'cancelled' | 'unknown' | 'dead' | null
  reason: string | null
  lease: { token: string; until: number } | null
}
export interface Claim {
  conversation: string
  account: string
  identity: string
  job: Job
  token: string
  /** An earlier lease ran out: it may have been sent. */
  again: boolean
}

/** Something in the feed: a new entry, or a conversation that took a turn. */
export interface Change {
  conversation: string
  position: number
  kind: 'entry' | 'turn' | 'job'
}

export interface Contact {
  id: string
  fields: Values
  identities: Identity[]
}
/** A file that a customer sent. */
export interface Blob {
  /** The media type, as its bytes say. */
  type: string
  body: Uint8Array
}
export interface Document<Value> {
  id: string
  rev: number
  value: Value
}
