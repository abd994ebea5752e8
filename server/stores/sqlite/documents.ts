import type { Store } from '../../store.ts'
import type { Database } from './group.ts'
import { integer, type Row, text } from './row.ts'

/** Small documents by kind and id, changed by compare-and-set. */
export function documents({ sql, read, write }: Database): Pick<Store, 'read' | 'list' | 'write' | 'erase'> {
  return {
    read: (kind, id) =>
      read(() => {
        const row = sql.get`SELECT id, rev, value FROM documents WHERE kind = ${kind} AND id = ${id}`
        return row ? documentOf(row) : null
      }),

    list: (kind) =>
      read(() =>
        sql.all`SELECT id, rev, value FROM documents WHERE kind = ${kind} ORDER BY id`.map(documentOf),
      ),

    write: (kind, id, value, rev) =>
      write(() => {
        const text = JSON.stringify(value)
        const { changes } =
          rev === 0
            ? sql.run`
                INSERT INTO documents(kind, id, rev, value) VALUES(${kind}, ${id}, 1, ${text})
                ON CONFLICT DO NOTHING`
            : sql.run`
                UPDATE documents SET rev = rev + 1, value = ${text}
                WHERE kind = ${kind} AND id = ${id} AND rev = ${rev}`
        return changes === 0 ? null : rev + 1
      }),

    erase: (kind, id) =>
      write(() => sql.run`DELETE FROM documents WHERE kind = ${kind} AND id = ${id}`.changes > 0),
  }
}

function documentOf(row: Row) {
  return { id: text(row, 'id'), rev: integer(row, 'rev'), value: JSON.parse(text(row, 'value')) }
}
