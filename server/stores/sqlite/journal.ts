import type { Appended, Item, ReadEntry, Store, StoreOptions } from '../../store.ts'
import { tell } from './feed.ts'
import type { Database } from './group.ts'
import { by, halves, integer, integerOrNull, type Row, text, textOrNull } from './row.ts'

/** The journal of every identity: appended to, read, never changed but by the reading that a commit adds. */
export function journal(
  db: Database,
  options: StoreOptions,
): Pick<Store, 'append' | 'unread' | 'entries' | 'behind'> {
  const { sql, read, write } = db
  return {
    append: (identity, items, { n } = {}) =>
      write(() => items.map((item) => insert(db, options, identity, item, n))),

    unread: (conversation, limit) =>
      read(() => {
        const [identity, n] = halves(conversation)
        return sql.all`
          SELECT * FROM journal WHERE identity = ${identity} AND n = ${n} AND unread = 1
          ORDER BY position LIMIT ${limit} + 0`.map(entryOf)
      }),

    entries: (of, { after, before, limit }) =>
      read(() => {
        const [identity, n] = 'identity' in of ? [of.identity, null] : halves(of.conversation)
        if (after !== undefined)
          return sql.all`
            SELECT * FROM journal WHERE identity = ${identity} AND (${n} IS NULL OR n = ${n})
            AND position > ${after} AND position < ${before ?? Number.MAX_SAFE_INTEGER}
            ORDER BY position LIMIT ${limit} + 0`.map(readEntryOf)
        return sql.all`
          SELECT * FROM journal WHERE identity = ${identity} AND (${n} IS NULL OR n = ${n})
          AND position < ${before ?? Number.MAX_SAFE_INTEGER} ORDER BY position DESC LIMIT ${limit} + 0`
          .map(readEntryOf)
          .reverse()
      }),

    behind: (limit) =>
      read(() =>
        sql.all`SELECT DISTINCT identity, n FROM journal WHERE unread = 1 LIMIT ${limit} + 0`.map(
          conversationOf,
        ),
      ),
  }
}

/** Writes one entry, once, in the caller's transaction. */
export function insert(
  db: Database,
  options: StoreOptions,
  identity: string,
  item: Item,
  n?: number,
): Appended {
  const { sql } = db
  const old = sql.get`SELECT identity, n, position FROM journal WHERE identity = ${identity} AND key = ${item.key}`
  if (old) return { conversation: conversationOf(old), position: integer(old, 'position'), was: 'already' }

  const last = sql.get`
    SELECT position, newest FROM journal WHERE identity = ${identity} ORDER BY position DESC LIMIT 1`
  const position = last ? integer(last, 'position') + 1 : 1
  const newest = last ? integer(last, 'newest') : 0
  const chosen = n ?? choose(db, options, identity, newest, item)
  const conversation = `${identity}#${chosen}`
  sql.run`
    INSERT INTO journal(identity, n, newest, position, key, by, at, event, raw, unread)
    VALUES(${identity}, ${chosen}, ${Math.max(newest, chosen)}, ${position}, ${item.key}, ${item.by},
      ${item.at ?? new Date(options.clock()).toISOString()}, ${JSON.stringify(item.event)},
      ${item.raw === undefined ? null : JSON.stringify(item.raw)}, ${item.quiet ? null : 1})`
  tell(db, { conversation, position, kind: 'entry' })
  return { conversation, position, was: 'stored' }
}

/** Starts the next case only after one that was closed long ago and has nothing unread: a reopening may wait to be read. */
function choose(
  { sql }: Database,
  options: StoreOptions,
  identity: string,
  newest: number,
  item: Item,
): number {
  if (newest === 0) return 1
  if (!item.opens) return newest
  const row = sql.get`SELECT closed FROM conversations WHERE identity = ${identity} AND n = ${newest}`
  const closed = row ? integerOrNull(row, 'closed') : null
  if (closed === null || options.clock() - closed <= options.reopen) return newest
  const waits = sql.get`
    SELECT position FROM journal WHERE identity = ${identity} AND n = ${newest} AND unread = 1 LIMIT 1`
  return waits ? newest : newest + 1
}

function conversationOf(row: Row): string {
  return `${text(row, 'identity')}#${integer(row, 'n')}`
}

function entryOf(row: Row): ReadEntry {
  const raw = textOrNull(row, 'raw')
  return {
    conversation: conversationOf(row),
    position: integer(row, 'position'),
    key: text(row, 'key'),
    at: text(row, 'at'),
    by: by(row, 'by'),
    event: JSON.parse(text(row, 'event')),
    ...(raw === null ? {} : { raw: JSON.parse(raw) }),
  }
}

function readEntryOf(row: Row): ReadEntry {
  const reading = textOrNull(row, 'reading')
  return { ...entryOf(row), ...(reading === null ? {} : { reading: JSON.parse(reading) }) }
}
