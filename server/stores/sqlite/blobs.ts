import type { Store } from '../../store.ts'
import type { Database } from './group.ts'
import { text } from './row.ts'

/** Files of customers, each whole in one row. */
export function blobs({ sql, read, write }: Database): Pick<Store, 'putBlob' | 'blob' | 'eraseBlob'> {
  return {
    putBlob: (id, { type, body }) =>
      write(() => {
        sql.run`INSERT INTO blobs(id, type, body) VALUES(${id}, ${type}, ${body}) ON CONFLICT DO NOTHING`
      }),

    blob: (id) =>
      read(() => {
        const row = sql.get`SELECT type, body FROM blobs WHERE id = ${id}`
        if (!row) return null
        if (!(row.body instanceof Uint8Array)) throw new Error(`The database holds no file as blob ${id}`)
        return { type: text(row, 'type'), body: row.body }
      }),

    eraseBlob: (id) => write(() => sql.run`DELETE FROM blobs WHERE id = ${id}`.changes > 0),
  }
}
