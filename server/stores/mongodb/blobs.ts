import { trusted } from 'mongoose'
import type { Store } from '../../store.ts'
import type { Database } from './connect.ts'

/** What one document holds of a file, bytes: a document takes 16 MB, and small ones travel better. */
const chunk = 1_000_000

interface Head {
  type: string
  chunks: number
}
/** As the driver gives it. */
interface Part {
  body: Uint8Array | { buffer: Uint8Array }
}

/** Files of customers in pieces, and a head that is written last: without it there is no file. */
export function blobs(db: Database): Pick<Store, 'putBlob' | 'blob' | 'eraseBlob'> {
  // Names of pieces sort after their head's, and never before another's: ids hold no colon.
  const pieces = (id: string) => ({ _id: trusted({ $gt: `${id}:`, $lt: `${id};` }) })
  return {
    putBlob: (id, { type, body }) =>
      db.run(async () => {
        const chunks = Math.ceil(body.length / chunk)
        for (let index = 0; index < chunks; index++) {
          const part = Buffer.from(body.subarray(index * chunk, (index + 1) * chunk))
          await put(`${id}:${String(index).padStart(6, '0')}`, { body: part })
        }
        await put(id, { type, chunks })
      }),

    blob: (id) =>
      db.run(async () => {
        const head = await db.blobs.findById(id).lean<Head>()
        if (!head) return null
        const parts = await db.blobs.find(pieces(id)).sort({ _id: 1 }).lean<Part[]>()
        if (parts.length !== head.chunks) return null // it is just being erased
        return {
          type: head.type,
          body: Buffer.concat(parts.map(({ body }) => (body instanceof Uint8Array ? body : body.buffer))),
        }
      }),

    eraseBlob: (id) =>
      db.run(async () => {
        const { deletedCount } = await db.blobs.deleteOne({ _id: id })
        await db.blobs.deleteMany(pieces(id))
        return deletedCount > 0
      }),
  }

  /** What is there already stays. */
  async function put(_id: string, fields: object): Promise<void> {
    await db.blobs.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true })
  }
}
