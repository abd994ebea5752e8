import type { mongo } from 'mongoose'
import type { Change, Store } from '../../store.ts'
import type { Database } from './connect.ts'
import { ofEntryId } from './id.ts'

interface Tail {
  stream: mongo.ChangeStream<mongo.Document, Told>
  /** The token of the last change that is no longer at hand. */
  base: string
  changes: { token: string; change: Change }[]
}

/** What the change stream tells, as `told` asks for it. */
interface Told {
  _id: { _data: string }
  operationType: 'insert' | 'update'
  ns: { coll: string }
  documentKey: { _id: string }
}

/** How many changes are kept at hand. */
const kept = 20_000

/**
 * What changed, in order, for the live connections: one change stream a node, read when it is asked for. A position
 * is the stream's own token, which all nodes share and which sorts as text in the order of the changes
 * (mongodb.com/docs/manual/changeStreams, "Resume Tokens"). A collection of our own would need one writer at a time
 * for all conversations, or a slow one would be passed over.
 */
export async function feed(db: Database): Promise<Pick<Store, 'follow'> & { close(): Promise<void> }> {
  let tail: Tail | null = await open(db)
  let last: Promise<unknown> = Promise.resolve()

  /** Reads all that there is. When the stream breaks for good, the next begins at its own present. */
  async function read(): Promise<Tail> {
    tail ??= await open(db)
    const { stream, changes } = tail
    try {
      for (let told = await stream.tryNext(); told; told = await stream.tryNext())
        changes.push({ token: told._id._data, change: changeOf(told) })
    } catch (error) {
      tail = null
      await stream.close()
      throw error
    }
    const dropped = changes.splice(0, Math.max(0, changes.length - kept)).at(-1)
    if (dropped) tail.base = dropped.token
    return tail
  }

  function catchUp(): Promise<Tail> {
    const reading = last.then(read, read)
    last = reading
    return reading
  }

  return {
    follow: (after, limit) =>
      db.run(async () => {
        const { base, changes } = await catchUp()
        if (after === null) return { after: changes.at(-1)?.token ?? base, changes: [] }
        if (!/^[0-9A-F]+$/.test(after) || after < base) return 'gone'
        const from = changes.findLastIndex(({ token }) => token <= after) + 1
        const found = changes.slice(from, from + limit)
        return { after: found.at(-1)?.token ?? after, changes: found.map(({ change }) => change) }
      }),
    close: async () => {
      await last.catch(() => undefined)
      await tail?.stream.close()
    },
  }
}

async function open(db: Database): Promise<Tail> {
  const stream = db.raw.watch<mongo.Document, Told>(wanted(db), { maxAwaitTimeMS: 1 })
  // The first look opens it; what it may already find is before the present.
  await stream.tryNext()
  return { stream, base: tokenOf(stream.resumeToken), changes: [] }
}

/** Entries when they are written, and when they are read; conversations whose jobs are to be told of. */
function wanted(db: Database): mongo.Document[] {
  const of = (coll: string, operationType: string) => ({ 'ns.coll': coll, operationType })
  const sets = (field: string) => ({ [`updateDescription.updatedFields.${field}`]: { $exists: true } })
  const journal = db.entries.collection.name
  return [
    {
      $match: {
        $or: [
          of(journal, 'insert'),
          { ...of(journal, 'update'), ...sets('reading') },
          { ...of(db.conversations.collection.name, 'update'), ...sets('told') },
        ],
      },
    },
    { $project: { operationType: 1, 'ns.coll': 1, 'documentKey._id': 1 } },
  ]
}

/** A job has no position: 0. */
function changeOf({ operationType, ns, documentKey }: Told): Change {
  if (ns.coll === 'conversations') return { conversation: documentKey._id, position: 0, kind: 'job' }
  return { ...ofEntryId(documentKey._id), kind: operationType === 'insert' ? 'entry' : 'turn' }
}

function tokenOf(token: unknown): string {
  if (typeof token === 'object' && token !== null && '_data' in token && typeof token._data === 'string')
    return token._data
  throw new Error('The change stream of the database does not tell where it stands')
}
