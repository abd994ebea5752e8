import type { Change, Store } from '../../store.ts'
import type { Database } from './group.ts'
import { integer, text, word } from './row.ts'

/** What changed, in order, for the live connections; its last rows only. */
export function feed({ sql, read }: Database): Pick<Store, 'follow'> {
  return {
    follow: (after, limit) =>
      read(() => {
        // Each end on its own: asked for both at once, SQLite reads every row between them.
        const ends = sql.get`
          SELECT coalesce((SELECT min(row) FROM feed), 1) AS oldest,
            coalesce((SELECT max(row) FROM feed), 0) AS newest`
        const oldest = integer(ends ?? {}, 'oldest')
        const newest = integer(ends ?? {}, 'newest')
        if (after === null) return { after: String(newest), changes: [] }
        const position = Number(after)
        if (!Number.isSafeInteger(position) || position < oldest - 1 || position > newest) return 'gone'
        const rows = sql.all`
          SELECT row, conversation, position, kind FROM feed WHERE row > ${position} ORDER BY row LIMIT ${limit} + 0`
        const last = rows.at(-1)
        return {
          after: last ? String(integer(last, 'row')) : after,
          changes: rows.map((row) => ({
            conversation: text(row, 'conversation'),
            position: integer(row, 'position'),
            kind: word(row, 'kind', ['entry', 'turn', 'job']),
          })),
        }
      }),
  }
}

const kept = 20_000

/** Adds a change, in the caller's transaction. A job has no position: 0. */
export function tell({ sql }: Database, { conversation, position, kind }: Change): void {
  const { lastInsertRowid } = sql.run`
    INSERT INTO feed(conversation, position, kind) VALUES(${conversation}, ${position}, ${kind})`
  const row = Number(lastInsertRowid)
  // Now and then is enough, and cheaper than with each row.
  if (row % 100 === 0) sql.run`DELETE FROM feed WHERE row <= ${row - kept}`
}
