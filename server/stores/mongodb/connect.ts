import { type Connection, Mongoose, type mongo } from 'mongoose'
import { databaseTime } from './clock.ts'
import { fault } from './fault.ts'
import { migrate, type Step } from './migrate.ts'
import * as schema from './schema.ts'

/** The open database, as the rooms of the store use it. */
export type Database = Awaited<ReturnType<typeof connect>>

/**
 * Connects, brings indexes and collections about, and refuses in words what cannot hold what is promised: a server
 * that is no replica set, and what a newer Parley wrote.
 */
export async function connect(url: string, clock: () => number) {
  const { name, shown } = parse(url)
  // Its own, so that these settings are nobody else's: what is asked with an operator has to be marked as trusted.
  const mongoose = new Mongoose({ sanitizeFilter: true, strictQuery: 'throw' })
  const connection = mongoose.createConnection()
  const running = new Set<Promise<unknown>>()
  let closed = false

  /** Runs one act of the port: turns the database's errors into ours, and lets `close` wait for it. */
  async function run<Result>(act: () => Promise<Result>): Promise<Result> {
    if (closed) throw new Error(`The database ${shown} is closed`)
    const doing = act()
    running.add(doing)
    try {
      return await doing
    } catch (error) {
      throw fault(error, shown)
    } finally {
      running.delete(doing)
    }
  }

  async function close(): Promise<void> {
    closed = true
    await Promise.allSettled(running)
    await connection.close()
  }

  const models = collections(connection)
  try {
    await connection.openUri(url, { dbName: name, ...options })
    const raw = connection.getClient().db(name)
    const hello = () => raw.admin().command({ hello: 1 })
    refuse(await hello(), shown)
    await migrate(raw.collection<schema.AboutRow>(models.about.collection.name), {
      steps: steps(models),
      shown,
    })
    const time = await databaseTime(clock, async () => moment(await hello()))
    // What is due is kept by the database's clock too: a node that is a little ahead of it, or thinks so, would else
    // wait for what it has itself made due at once.
    const ahead = async () => (await time()) - clock()
    return { ...models, raw, time, ahead, run, close }
  } catch (error) {
    await connection.close()
    throw fault(error, shown)
  }
}

function collections(connection: Connection) {
  return {
    entries: connection.model('entry', schema.entries),
    conversations: connection.model('conversation', schema.conversations),
    identities: connection.model('identity', schema.identities),
    contacts: connection.model('contact', schema.contacts),
    people: connection.model('person', schema.people),
    documents: connection.model('document', schema.documents),
    blobs: connection.model('blob', schema.blobs),
    about: connection.model('about', schema.abouts),
  }
}

const options = {
  // On the disks of most members before it is acknowledged, and read only what cannot be taken back any more.
  writeConcern: { w: 'majority', j: true, wtimeoutMS: 10_000 },
  readConcernLevel: 'majority',
  readPreference: 'primary',
  retryWrites: true,
  maxPoolSize: 32,
  serverSelectionTimeoutMS: 5000,
  connectTimeoutMS: 5000,
  socketTimeoutMS: 20_000,
  bufferCommands: false,
} as const

function parse(url: string): { name: string; shown: string } {
  const parts = /^mongodb:\/\/(?:[^@/]*@)?(?<hosts>[^/?@]+)(?:\/(?<name>[^?]*))?(?:\?.*)?$/.exec(url)?.groups
  if (!parts?.hosts)
    throw new Error(
      `"${url.replace(/\/\/[^@/]*@/, '//')}" is not the address of a MongoDB: mongodb://127.0.0.1:27017/parley is one`,
    )
  const name = parts.name || 'parley'
  return { name, shown: `mongodb://${parts.hosts}/${name}` }
}

/** Without a replica set there is no change stream, and no write that survives the death of a server. */
function refuse(hello: mongo.Document, shown: string): void {
  if (typeof hello.setName !== 'string' && hello.msg !== 'isdbgrid')
    throw new Error(
      `${shown} is a standalone server, and Parley needs a replica set; one of a single member is enough. Start mongod with --replSet rs0, run rs.initiate() once in mongosh, and set STORE_URL=${shown}?replicaSet=rs0`,
    )
  if (hello.maxWireVersion < wireVersion) throw new Error(`${shown} is older than MongoDB 5.0. Upgrade it.`)
}

/** That of MongoDB 5.0. */
const wireVersion = 13

/**
 * What each version of the schema asks of the one before; one that was released is never changed, only followed by
 * another. Nodes of the version before may still write while a step runs, so it only adds.
 */
function steps(models: ReturnType<typeof collections>): Step[] {
  return [
    async () => {
      for (const model of Object.values(models)) await model.createIndexes()
    },
  ]
}

function moment({ localTime }: mongo.Document): number {
  if (!(localTime instanceof Date)) throw new Error('The database does not tell its time')
  return localTime.getTime()
}
