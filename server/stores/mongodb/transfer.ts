import { Types, trusted } from 'mongoose'
import { type Moved, markKind, type OpenTransfer, type Shelf } from '../../transfer.ts'
import { appending } from './append.ts'
import { blobs } from './blobs.ts'
import { outboxFields } from './change.ts'
import { connect, type Database } from './connect.ts'
import { tidy } from './desk.ts'
import { documents } from './documents.ts'
import { entryId } from './id.ts'
import { pendings } from './job.ts'
import { journal } from './journal.ts'
import { versionOf } from './migrate.ts'
import type { AboutRow, ContactRow, ConversationRow, EntryRow, IdentityRow, PersonRow } from './schema.ts'
import type { Redo } from './spread.ts'

/** A MongoDB database as it is moved and looked into. Whether nodes use it cannot be told from here. */
export const transfer: OpenTransfer = async (url) => {
  const db = await connect(url, Date.now)
  const unread = { unread: true }
  return {
    shelves: {
      contacts: shelf<Moved['contacts'], ContactRow>(db, db.contacts.collection.name, {
        out: ({ _id, fields, search }) => ({ id: _id, fields, search: search ?? '' }),
        row: ({ id, fields, search }) => ({ _id: id, rev: 0, fields, search }),
      }),
      identities: shelf<Moved['identities'], IdentityRow>(db, db.identities.collection.name, {
        out: ({ _id, ...row }) => ({
          ...row,
          id: _id,
          name: row.name ?? null,
          language: row.language ?? null,
          search: row.search ?? '',
        }),
        row: ({ id, ...row }) => ({ _id: id, ...row }),
      }),
      journal: shelf<Moved['journal'], EntryRow>(db, db.entries.collection.name, {
        out: ({ _id, unread, ...row }) => ({
          ...row,
          raw: row.raw ?? null,
          reading: row.reading ?? null,
          unread: unread === true,
        }),
        row: ({ raw, reading, unread, ...row }) => ({
          _id: entryId(`${row.identity}#${row.n}`, row.position),
          ...row,
          ...(raw === null ? {} : { raw }),
          ...(reading === null ? {} : { reading }),
          ...(unread ? { unread: true } : {}),
        }),
      }),
      conversations: conversations(db),
      documents: documentShelf(db),
      blobs: blobShelf(db),
    },
    marks: documents(db),
    async settle() {
      const { behind, unread } = journal(db, appending(db, { clock: Date.now, reopen: 0 }))
      for (const conversation of await behind(Number.MAX_SAFE_INTEGER)) await unread(conversation, 1)
      for (const { _id } of await db.people.find({}, { _id: 1 }).lean<{ _id: string }[]>())
        await tidy(db, _id)
    },
    finish: async () => undefined,
    async facts() {
      const { setName, hosts = [], primary } = await db.raw.admin().command({ hello: 1 })
      const { dataSize, indexSize } = await db.raw.command({ dbStats: 1 })
      return {
        store: `MongoDB, ${db.raw.databaseName}`,
        members: setName ? `${hosts.length} in ${setName}, primary ${primary}` : 'a sharded cluster',
        schema: await versionOf(db.raw.collection<AboutRow>(db.about.collection.name)),
        megabytes: ((dataSize + indexSize) / 1e6).toFixed(1),
        unread: await db.entries.countDocuments(unread),
        'jobs to do': await jobs(db, { $eq: ['$$job.status', null] }),
        'jobs parked': await jobs(db, { $in: ['$$job.status', ['unknown', 'dead']] }),
      }
    },
    close: db.close,
  }
}

/** A collection, in the order of its names. */
function shelf<Kept, Row extends { _id: string }>(
  db: Database,
  name: string,
  way: { out(row: Row): Kept; row(kept: Kept): Row },
): Shelf<Kept> {
  const collection = db.raw.collection<{ _id: string }>(name)
  return {
    count: () => collection.countDocuments(),
    async read(after, limit) {
      const found = await collection
        .find<Row>(after === null ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return { rows: found.map(way.out), after: found.at(-1)?._id ?? after }
    },
    async write(rows) {
      await collection.bulkWrite(
        rows.map((kept) => {
          const { _id, ...fields } = way.row(kept)
          return { updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } }
        }),
        { ordered: false },
      )
    },
  }
}

const nothing: Redo = { readings: [], records: [], free: [] }

function conversations(db: Database): Shelf<Moved['conversations']> {
  const plain = shelf<Moved['conversations'], ConversationRow>(db, db.conversations.collection.name, {
    out: ({ _id, rev: _, ready: __, parked: ___, redo: ____, told: _____, outbox, held, ...row }) => ({
      ...row,
      closedAt: row.closedAt ?? null,
      queue: row.queue ?? null,
      since: row.since ?? null,
      due: row.due ?? null,
      preview: row.preview ?? '',
      held: held.map((agent) => ({ agent, weight: 1 })),
      jobs: pendings(outbox),
    }),
    row: ({ held, jobs, ...row }) => ({
      _id: `${row.identity}#${row.n}`,
      ...row,
      rev: 1,
      ...outboxFields(jobs, row.epoch),
      held: held.map(({ agent }) => agent),
      redo: JSON.stringify(nothing),
      told: null,
    }),
  })
  return {
    ...plain,
    async read(after, limit) {
      const found = await plain.read(after, limit)
      const people = found.rows.some(({ held }) => held.length > 0)
        ? await db.people.find({}).lean<PersonRow[]>()
        : []
      for (const { identity, n, held } of found.rows)
        for (const each of held) {
          const person = people.find(({ _id }) => _id === each.agent)
          const room = person?.held.find(({ conversation }) => conversation === `${identity}#${n}`)
          each.weight = room?.weight ?? each.weight
        }
      return found
    },
    async write(rows) {
      await plain.write(rows)
      for (const { identity, n, held } of rows)
        for (const { agent, weight } of held) {
          const conversation = `${identity}#${n}`
          await db.people.updateOne(
            { _id: agent },
            { $setOnInsert: { rev: 0, until: 0, held: [] } },
            { upsert: true },
          )
          await db.people.updateOne(
            { _id: agent, 'held.conversation': trusted({ $ne: conversation }) },
            { $push: { held: { conversation, weight, to: 0 } }, $inc: { rev: 1 } },
          )
        }
    },
  }
}

function documentShelf(db: Database): Shelf<Moved['documents']> {
  const all = { kind: trusted({ $ne: markKind }) }
  return {
    count: () => db.documents.countDocuments(all),
    async read(after, limit) {
      const found = await db.documents
        .find(after === null ? all : { ...all, _id: trusted({ $gt: new Types.ObjectId(after) }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
      return {
        rows: found.map(({ kind, name, rev, value }) => ({ kind, name, rev, value })),
        after: found.at(-1)?._id.toHexString() ?? after,
      }
    },
    async write(rows) {
      for (const { kind, name, rev, value } of rows)
        await db.documents.updateOne({ kind, name }, { $setOnInsert: { rev, value } }, { upsert: true })
    },
  }
}

/** Files, by their heads. */
function blobShelf(db: Database): Shelf<Moved['blobs']> {
  const { blob, putBlob } = blobs(db)
  const heads = { chunks: trusted({ $gte: 0 }) }
  return {
    count: () => db.blobs.countDocuments(heads),
    async read(after, limit) {
      const found = await db.blobs
        .find(after === null ? heads : { ...heads, _id: trusted({ $gt: after }) }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>()
      const rows = await Promise.all(
        found.map(async ({ _id }) => {
          const kept = await blob(_id)
          if (!kept) throw new Error(`The blob ${_id} is not whole`)
          return { id: _id, ...kept }
        }),
      )
      return { rows, after: found.at(-1)?._id ?? after }
    },
    async write(rows) {
      for (const { id, type, body } of rows) await putBlob(id, { type, body })
    },
  }
}

async function jobs(db: Database, which: object): Promise<number> {
  const [found] = await db.conversations.aggregate<{ count: number }>([
    { $project: { many: { $size: { $filter: { input: '$outbox', as: 'job', cond: which } } } } },
    { $group: { _id: null, count: { $sum: '$many' } } },
  ])
  return found?.count ?? 0
}
