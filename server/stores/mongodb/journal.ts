import { trusted } from 'mongoose'
import type { By } from '../../../bots/entry.ts'
import type { ReadEntry, Store } from '../../store.ts'
import type { Append } from './append.ts'
import type { Database } from './connect.ts'
import { at, halves } from './id.ts'
import type { EntryRow } from './schema.ts'
import { spread, type Unspread } from './spread.ts'
import { unreadOf } from './unread.ts'

/** The journal of every identity: appended to, read, never changed but by the reading that a commit adds. */
export function journal(
  db: Database,
  append: Append,
): Pick<Store, 'append' | 'unread' | 'entries' | 'behind'> {
  return {
    append: (identity, items, { n } = {}) => db.run(() => append(identity, items, n)),

    unread: (conversation, limit) => db.run(() => unread(db, conversation, limit)),

    entries: (of, { after, before, limit }) =>
      db.run(async () => {
        const [identity, n] = 'identity' in of ? [of.identity, null] : halves(of.conversation)
        const rows = await db.entries
          .find({
            identity,
            ...(n === null ? {} : { n }),
            position: trusted({ $gt: after ?? 0, $lt: before ?? Number.MAX_SAFE_INTEGER }),
          })
          .sort({ position: after === undefined ? -1 : 1 })
          .limit(limit)
          .lean<EntryRow[]>()
        if (after === undefined) rows.reverse()
        return rows.map(readEntryOf)
      }),

    behind: (limit) =>
      db.run(async () => {
        const found = await db.entries.aggregate<{ _id: { identity: string; n: number } }>([
          { $match: { unread: true } },
          { $group: { _id: { identity: '$identity', n: '$n' } } },
          { $limit: limit },
        ])
        return found.map(({ _id }) => `${_id.identity}#${_id.n}`)
      }),
  }
}

/** What no turn has read. What one has read that died before it could say so in the journal is said now. */
async function unread(db: Database, conversation: string, limit: number): Promise<ReadEntry[]> {
  const find = (after: number) => unreadOf(db, conversation, after).limit(limit).lean<EntryRow[]>()
  const [rows, read] = await Promise.all([
    find(0),
    db.conversations.findOne(at(conversation), { cursor: 1, redo: 1 }).lean<Unspread>(),
  ])
  if (!read || rows.every((row) => row.position > read.cursor)) return rows.map(readEntryOf)
  await spread(db, read)
  return (await find(read.cursor)).map(readEntryOf)
}

function readEntryOf(row: EntryRow): ReadEntry {
  return {
    conversation: `${row.identity}#${row.n}`,
    position: row.position,
    key: row.key,
    at: row.at,
    by: by(row.by),
    event: JSON.parse(row.event),
    ...(row.raw == null ? {} : { raw: JSON.parse(row.raw) }),
    ...(row.reading == null ? {} : { reading: JSON.parse(row.reading) }),
  }
}

function by(text: string): By {
  if (text.startsWith('agent:')) return `agent:${text.slice('agent:'.length)}`
  const found = (['customer', 'bot', 'parley', 'system'] as const).find((each) => each === text)
  if (!found) throw new Error(`The database holds ${JSON.stringify(text)} as who did it`)
  return found
}
