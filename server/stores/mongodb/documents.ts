import type { Store } from '../../store.ts'
import type { Database } from './connect.ts'
import { isDuplicate } from './fault.ts'

interface Row {
  name: string
  rev: number
  value: string
}

/** Small documents by kind and id, changed by compare-and-set. */
export function documents(db: Database): Pick<Store, 'read' | 'list' | 'write' | 'erase'> {
  return {
    read: (kind, id) =>
      db.run(async () => {
        const row = await db.documents.findOne({ kind, name: id }).lean<Row>()
        return row ? documentOf(row) : null
      }),

    list: (kind) =>
      db.run(async () => (await db.documents.find({ kind }).sort({ name: 1 }).lean<Row[]>()).map(documentOf)),

    write: (kind, id, value, rev) =>
      db.run(async () => {
        const text = JSON.stringify(value)
        if (rev === 0) return (await create(db, kind, id, text)) ? 1 : null
        const { matchedCount } = await db.documents.updateOne(
          { kind, name: id, rev },
          { $set: { value: text, rev: rev + 1 } },
        )
        return matchedCount === 0 ? null : rev + 1
      }),

    erase: (kind, id) =>
      db.run(async () => (await db.documents.deleteOne({ kind, name: id })).deletedCount > 0),
  }
}

async function create(db: Database, kind: string, name: string, value: string): Promise<boolean> {
  try {
    await db.documents.insertMany([{ kind, name, rev: 1, value }], { lean: true })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

function documentOf(row: Row) {
  return { id: row.name, rev: row.rev, value: JSON.parse(row.value) }
}
