import { type QueryFilter, trusted } from 'mongoose'
import type { State } from '../../../flows/state.ts'
import type { Conversation, ConversationQuery, Store } from '../../store.ts'
import type { Database } from './connect.ts'
import { at } from './id.ts'
import type { ConversationRow } from './schema.ts'

/** Conversations as the inbox lists and counts them. */
export function conversations(
  db: Database,
): Pick<Store, 'conversation' | 'conversations' | 'counts' | 'place'> {
  return {
    conversation: (id) =>
      db.run(async () => {
        const row = await find(db, id)
        return row ? conversationOf(row) : null
      }),

    conversations: (query) =>
      db.run(async () => {
        const rows = await db.conversations
          .find({ $and: await conditions(db, query) }, listed)
          .sort(query.order === 'due' ? { due: 1, since: 1, _id: 1 } : { at: -1, _id: -1 })
          .limit(query.limit)
          .lean<ConversationRow[]>()
        return rows.map(conversationOf)
      }),

    counts: () => db.run(() => counts(db)),

    place: (id) =>
      db.run(async () => {
        const row = await find(db, id)
        if (!row?.queue) return null
        const before = await db.conversations.countDocuments({
          queue: row.queue,
          $or: beyond('$lt', placeOf(row)),
        })
        return before + 1
      }),
  }
}

/** All but what only the outbox needs. */
const listed = { outbox: 0, redo: 0 } as const

function find(db: Database, id: string) {
  return db.conversations.findOne(at(id), listed).lean<ConversationRow>()
}

async function conditions(db: Database, query: ConversationQuery): Promise<QueryFilter<ConversationRow>[]> {
  const { mode, owner, queue, account, contact, after, order } = query
  const and: QueryFilter<ConversationRow>[] = [
    {
      ...(mode === undefined ? {} : { mode }),
      ...(owner === undefined ? {} : { owner }),
      ...(account === undefined ? {} : { account }),
    },
  ]
  if (queue !== undefined) and.push({ queue })
  else if (order === 'due') and.push({ queue: trusted({ $gt: '' }) })
  if (contact !== undefined) {
    const identities = await db.identities.find({ contact }, { _id: 1 }).lean<{ _id: string }[]>()
    and.push({ identity: trusted({ $in: identities.map((each) => each._id) }) })
  }
  const last = after === undefined ? null : await find(db, after)
  if (last && order === 'recent') and.push({ $or: beyond('$lt', { at: last.at, _id: last._id }) })
  // One that has left the queue has no place in it: then the list begins anew, so that nobody is passed over.
  if (last && order === 'due' && last.due != null) and.push({ $or: beyond('$gt', placeOf(last)) })
  return and
}

function placeOf({ due, since, _id }: ConversationRow): Record<string, unknown> {
  return { due, since, _id }
}

/** What comes before (`$lt`) or after a place in an order by several fields. */
function beyond(than: '$lt' | '$gt', place: Record<string, unknown>): QueryFilter<ConversationRow>[] {
  const fields = Object.entries(place)
  return fields.map(([name, value], index) => ({
    ...Object.fromEntries(fields.slice(0, index)),
    [name]: trusted({ [than]: value }),
  }))
}

/** The closed ones are what is left of all: there are too many to count them for each change of the inbox. */
async function counts(db: Database) {
  const [open, waiting, all] = await Promise.all([
    db.conversations.aggregate<{ _id: string; count: number }>([
      { $match: { mode: { $in: ['bot', 'waiting', 'human'] } } },
      { $group: { _id: '$mode', count: { $sum: 1 } } },
    ]),
    db.conversations.aggregate<{ _id: string; count: number }>([
      { $match: { queue: { $gt: '' } } },
      { $group: { _id: '$queue', count: { $sum: 1 } } },
    ]),
    db.conversations.estimatedDocumentCount(),
  ])
  const of = (mode: string) => open.find((each) => each._id === mode)?.count ?? 0
  const modes = { bot: of('bot'), waiting: of('waiting'), human: of('human') }
  const closed = Math.max(0, all - modes.bot - modes.waiting - modes.human)
  return {
    modes: { ...modes, closed },
    queues: Object.fromEntries(waiting.map((each) => [each._id, each.count])),
  }
}

function conversationOf(row: ConversationRow): Conversation {
  const state: State = JSON.parse(row.state)
  return {
    id: row._id,
    identity: row.identity,
    account: row.account,
    release: state.release,
    cursor: row.cursor,
    mode: state.mode,
    owner: state.owner,
    epoch: state.epoch,
    closedAt: row.closedAt ?? null,
    queue: row.queue ?? null,
    since: row.since ?? null,
    due: row.due ?? null,
    tags: row.tags,
    preview: row.preview ?? '',
    at: row.at,
    state,
  }
}
