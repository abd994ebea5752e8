import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mongoose } from 'mongoose'
import { startMongod } from '../mongod.ts'
import { type Held, heldBy } from './gates.ts'

/** What the measured Parley stores in. */
export interface Database {
  url: string
  folder: string
  held(): Promise<Held>
  /** What the database's own process has used so far (µs), and the commands it was sent; 0 where it has none. */
  usage(): Promise<{ cpu: number; commands: number }>
  stop(): Promise<void>
}

/** Times in /proc are told in hundredths of a second; this many µs. */
const tick = 10_000

/** An empty database: a SQLite file, or a MongoDB replica set of one member. */
export async function startDatabase(kind: 'sqlite' | 'mongodb'): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  if (kind === 'sqlite')
    return {
      url: '',
      folder,
      held: async () => heldBy(join(folder, 'parley.db')),
      usage: async () => ({ cpu: 0, commands: 0 }),
      stop: remove,
    }
  const mongod = await startMongod()
  if (!mongod) throw new Error('This needs a mongod.')
  const mongoose = new Mongoose()
  await mongoose.connect(mongod.url('bench'))
  const db = mongoose.connection.getClient().db('bench')
  return {
    url: mongod.url('bench'),
    folder,
    async held() {
      const journal = db.collection('journal')
      const outbox = await db
        .collection('conversations')
        .find({}, { projection: { outbox: 1 } })
        .toArray()
      const jobs = outbox.flatMap(({ outbox }) => (Array.isArray(outbox) ? outbox : []))
      return {
        messages: await journal.countDocuments({ key: /^message:/ }),
        sent: await journal.countDocuments({ key: /^sent:/ }),
        unread: await journal.countDocuments({ unread: true }),
        undelivered: jobs.filter(({ effect }) => JSON.parse(effect).type !== 'wake').length,
        whole: 'ok',
      }
    },
    async usage() {
      const fields = (await readFile(`/proc/${mongod.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
      const { opcounters } = await db.admin().command({ serverStatus: 1 })
      const { query, insert, update, getmore, command } = opcounters
      return {
        cpu: (Number(fields[11]) + Number(fields[12])) * tick,
        commands: query + insert + update + getmore + command,
      }
    },
    async stop() {
      await mongoose.disconnect()
      await mongod.stop()
      await remove()
    },
  }
}
