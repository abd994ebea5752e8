import { type InferRawDocType, Schema } from 'mongoose'

/*
 * What is kept, a schema for each collection. What a person or platform made up (events, states, effects, readings,
 * fields) is kept as JSON text: BSON knows no lone surrogates, no zero in a name and no more than 100 levels, so a
 * strange message could not be stored, or would come back as another. What is searched by stands beside it.
 */

/*
 * The shard keys of a cluster, for `sh.shardCollection`; a replica set needs none.
 *   journal        { identity: 1 }   the prefix that both unique indexes need, so that a key is taken and a position
 *                                    given on one shard, without asking the others
 *   conversations  { identity: 1 }   the same, so that an identity's journal, state and jobs lie together: a turn or
 *                                    a settled job is the work of one shard. Every write names the identity (`at`)
 *   blobs          { _id: 1 }        ids are random, and a file's pieces follow its head
 * Ranges and no hash: a hashed key bears no unique index beside it. Addresses are spread enough, and one identity is
 * never too much for a shard. What is asked of all (what is due, what is unread, the inbox) goes to every shard, by
 * an index that holds only what waits; the change stream comes through mongos, in the order of the cluster.
 * The rest stays whole on the first shard. identities: an address is one identity's within its account, and the one
 * key under which a cluster would watch over that is the account, which can be all there is. contacts: searched
 * together with them. people, documents and about are few.
 */

const text = { type: String, required: true } as const
const number = { type: Number, required: true } as const
const perhapsText = { type: String } as const
const perhapsNumber = { type: Number } as const
const texts = { type: [String], required: true } as const

const settings = {
  id: false,
  versionKey: false,
  minimize: false,
  strict: 'throw',
  strictQuery: 'throw',
  autoIndex: false,
  autoCreate: false,
} as const

/** `_id` is `identity#n@position`, so that the change stream tells all three. `newest`: the identity's newest n then. */
const entry = {
  _id: text,
  identity: text,
  n: number,
  newest: number,
  position: number,
  key: text,
  by: text,
  at: text,
  event: text,
  raw: perhapsText,
  reading: perhapsText,
  unread: { type: Boolean },
} as const
export type EntryRow = InferRawDocType<typeof entry>

export const entries = new Schema(entry, { ...settings, collection: 'journal' })
entries.index({ identity: 1, key: 1 }, { unique: true })
entries.index({ identity: 1, position: 1 }, { unique: true })
entries.index(
  { unread: 1, identity: 1, n: 1, position: 1 },
  { partialFilterExpression: { unread: true }, name: 'unread' },
)

const job = new Schema(
  {
    seq: number,
    key: text,
    epoch: number,
    author: { type: String, enum: ['bot', 'agent', 'parley'], required: true },
    effect: text,
    due: number,
    tries: number,
    token: perhapsText,
    until: perhapsNumber,
    unwanted: { type: Boolean, required: true },
    status: { type: String, enum: ['cancelled', 'unknown', 'dead'] },
    reason: perhapsText,
  } as const,
  { ...settings, _id: false },
)

/**
 * All that moves together, by compare-and-set on `rev`. `redo` is what the last commit has still to bring to other
 * documents. mode, owner, epoch, closedAt, queue, since and due are copies out of the state; `ready` is when the
 * outbox next has a job to claim, `parked` how many of its jobs are out of the lane, `held` the agents whose room
 * it takes, `told` the last revision that the feed is to tell of.
 */
const conversation = {
  _id: text,
  identity: text,
  n: number,
  account: text,
  cursor: number,
  rev: number,
  mode: text,
  owner: text,
  epoch: number,
  closedAt: perhapsNumber,
  queue: perhapsText,
  since: perhapsNumber,
  due: perhapsNumber,
  tags: texts,
  preview: perhapsText,
  at: number,
  state: text,
  seq: number,
  outbox: { type: [job], required: true },
  ready: perhapsNumber,
  parked: number,
  held: texts,
  redo: text,
  told: perhapsNumber,
} as const
export type ConversationRow = InferRawDocType<typeof conversation>
export type JobRow = ConversationRow['outbox'][number]

export const conversations = new Schema(conversation, { ...settings, collection: 'conversations' })
conversations.index({ identity: 1, n: 1 })
conversations.index({ mode: 1, at: -1, _id: -1 })
conversations.index({ owner: 1, at: -1, _id: -1 })
conversations.index({ at: -1, _id: -1 })
conversations.index(
  { queue: 1, due: 1, since: 1, _id: 1 },
  { partialFilterExpression: { queue: { $gt: '' } } },
)
conversations.index({ ready: 1 }, { partialFilterExpression: { ready: { $gt: 0 } } })
conversations.index({ parked: 1 }, { partialFilterExpression: { parked: { $gt: 0 } } })

/** `addresses` are all by which it is found; one address of an account is one identity's. */
const identity = {
  _id: text,
  account: text,
  contact: text,
  address: text,
  addresses: texts,
  name: perhapsText,
  language: perhapsText,
  group: { type: Boolean, required: true },
  reply: text,
  refused: texts,
  search: perhapsText,
} as const
export type IdentityRow = InferRawDocType<typeof identity>

export const identities = new Schema(identity, { ...settings, collection: 'identities' })
identities.index({ account: 1, addresses: 1 }, { unique: true })
identities.index({ contact: 1, _id: 1 })

const contact = { _id: text, rev: number, fields: text, search: perhapsText } as const
export type ContactRow = InferRawDocType<typeof contact>
export const contacts = new Schema(contact, { ...settings, collection: 'contacts' })

const holding = new Schema({ conversation: text, weight: number, to: number } as const, {
  ...settings,
  _id: false,
})

/** Agents: on duty until then (ms), and what they hold. `to` is the cursor of the turn that made them hold it. */
const person = {
  _id: text,
  rev: number,
  until: number,
  held: { type: [holding], required: true },
} as const
export type PersonRow = InferRawDocType<typeof person>
export const people = new Schema(person, { ...settings, collection: 'people' })
people.index({ until: 1 })

const document = { kind: text, name: text, rev: number, value: text } as const
export const documents = new Schema(document, { ...settings, collection: 'documents' })
documents.index({ kind: 1, name: 1 }, { unique: true })

/** A file's head (`type`, `chunks`) under its id, and its pieces (`body`) under `id:000000` and so on. */
export const blobs = new Schema(
  { _id: text, type: perhapsText, chunks: perhapsNumber, body: { type: Buffer } } as const,
  { ...settings, collection: 'blobs' },
)

/** Which schema this is (`parley`), who brings it forward (`migration`), and where it is tried whether the store can be written to (`check`). */
const about = {
  _id: text,
  version: number,
  at: perhapsNumber,
  bulk: perhapsText,
  token: perhapsText,
  until: perhapsNumber,
} as const
export type AboutRow = InferRawDocType<typeof about>
export const abouts = new Schema(about, { ...settings, collection: 'about' })
