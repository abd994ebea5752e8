import { statSync } from 'node:fs'
import type { Moved, OpenTransfer, Shelf } from '../../transfer.ts'
import { markKind } from '../../transfer.ts'
import { parse } from './address.ts'
import { arrange } from './arrange.ts'
import { connect } from './connect.ts'
import { documents } from './documents.ts'
import type { Database } from './group.ts'
import { job, laneJob } from './job.ts'
import { integer, integerOrNull, type Row, text, textOrNull } from './row.ts'

/** A SQLite file as it is moved and looked into. */
export const transfer: OpenTransfer = async (url, { alone }) => {
  const { path } = parse(url)
  const db = connect(path, { shared: !alone })
  const { sql } = db
  return {
    shelves: {
      contacts: shelf<Moved['contacts']>(db, 'contacts', {
        out: (row) => ({ id: text(row, 'id'), fields: text(row, 'fields'), search: text(row, 'search') }),
        take: ({ id, fields, search }) =>
          sql.run`INSERT INTO contacts(id, fields, search) VALUES(${id}, ${fields}, ${search}) ON CONFLICT DO NOTHING`,
      }),
      identities: shelf<Moved['identities']>(db, 'identities', {
        out: (row) => identity(db, row),
        take: (row) => takeIdentity(db, row),
      }),
      journal: shelf<Moved['journal']>(db, 'journal', { out: entry, take: (row) => takeEntry(db, row) }),
      conversations: shelf<Moved['conversations']>(db, 'conversations', {
        out: (row) => conversation(db, row),
        take: (row) => takeConversation(db, row),
      }),
      documents: shelf<Moved['documents']>(db, `documents WHERE kind <> '${markKind}'`, {
        out: (row) => ({
          kind: text(row, 'kind'),
          name: text(row, 'id'),
          rev: integer(row, 'rev'),
          value: text(row, 'value'),
        }),
        take: ({ kind, name, rev, value }) =>
          sql.run`
            INSERT INTO documents(kind, id, rev, value) VALUES(${kind}, ${name}, ${rev}, ${value})
            ON CONFLICT DO NOTHING`,
      }),
      blobs: shelf<Moved['blobs']>(db, 'blobs', {
        out: (row) => {
          if (!(row.body instanceof Uint8Array)) throw new Error(`The blob ${row.id} holds no file`)
          return { id: text(row, 'id'), type: text(row, 'type'), body: row.body }
        },
        take: ({ id, type, body }) =>
          sql.run`INSERT INTO blobs(id, type, body) VALUES(${id}, ${type}, ${body}) ON CONFLICT DO NOTHING`,
      }),
    },
    marks: documents(db),
    settle: async () => undefined,
    finish: () =>
      db.write(() => {
        sql.run`DELETE FROM tallies`
        sql.run`
          INSERT INTO tallies(mode, queue, count)
          SELECT mode, coalesce(queue, ''), count(*) FROM conversations GROUP BY mode, coalesce(queue, '')`
      }),
    facts: async () => ({
      store: `SQLite, ${path}`,
      schema: integer(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version'),
      megabytes: (statSync(path).size / 1e6).toFixed(1),
      unread: count(db, 'journal WHERE unread = 1'),
      'jobs to do': count(db, 'jobs WHERE status IS NULL'),
      'jobs parked': count(db, "jobs WHERE status IN ('unknown', 'dead')"),
    }),
    close: db.close,
  }
}

/** A table, in the order of its rows; `table` may end with a condition. */
function shelf<Kept>(
  db: Database,
  table: string,
  way: { out(row: Row): Kept; take(row: Kept): unknown },
): Shelf<Kept> {
  const and = table.includes('WHERE') ? 'AND' : 'WHERE'
  return {
    count: () => db.read(() => count(db, table)),
    read: (after, limit) =>
      db.read(() => {
        const found = db
          .prepare(
            `SELECT rowid AS place, * FROM ${table} ${and} rowid > :after ORDER BY rowid LIMIT :limit + 0`,
          )
          .all({ after: Number(after ?? 0), limit })
        const last = found.at(-1)
        return { rows: found.map(way.out), after: last ? String(integer(last, 'place')) : after }
      }),
    write: (rows) =>
      db.write(() => {
        for (const row of rows) way.take(row)
      }),
  }
}

function count(db: Database, what: string): number {
  return integer(db.prepare(`SELECT count(*) AS count FROM ${what}`).get() ?? {}, 'count')
}

function identity({ sql }: Database, row: Row): Moved['identities'] {
  const id = text(row, 'id')
  const found = sql.all`SELECT address FROM addresses WHERE identity = ${id} ORDER BY rowid`
  return {
    id,
    account: text(row, 'account'),
    contact: text(row, 'contact'),
    address: text(row, 'address'),
    addresses: found.map((each) => text(each, 'address')),
    name: textOrNull(row, 'name'),
    language: textOrNull(row, 'language'),
    group: integer(row, 'is_group') === 1,
    reply: text(row, 'reply'),
    refused: JSON.parse(text(row, 'refused')),
    search: text(row, 'search'),
  }
}

function takeIdentity({ sql }: Database, row: Moved['identities']): void {
  sql.run`
    INSERT INTO identities(id, account, contact, address, name, language, is_group, reply, refused, search)
    VALUES(${row.id}, ${row.account}, ${row.contact}, ${row.address}, ${row.name}, ${row.language},
      ${Number(row.group)}, ${row.reply}, ${JSON.stringify(row.refused)}, ${row.search}) ON CONFLICT DO NOTHING`
  for (const address of row.addresses)
    sql.run`
      INSERT INTO addresses(account, address, identity) VALUES(${row.account}, ${address}, ${row.id})
      ON CONFLICT DO NOTHING`
}

function entry(row: Row): Moved['journal'] {
  return {
    identity: text(row, 'identity'),
    n: integer(row, 'n'),
    newest: integer(row, 'newest'),
    position: integer(row, 'position'),
    key: text(row, 'key'),
    by: text(row, 'by'),
    at: text(row, 'at'),
    event: text(row, 'event'),
    raw: textOrNull(row, 'raw'),
    reading: textOrNull(row, 'reading'),
    unread: row.unread === 1,
  }
}

function takeEntry({ sql }: Database, row: Moved['journal']): void {
  sql.run`
    INSERT INTO journal(identity, n, newest, position, key, by, at, event, raw, reading, unread)
    VALUES(${row.identity}, ${row.n}, ${row.newest}, ${row.position}, ${row.key}, ${row.by}, ${row.at},
      ${row.event}, ${row.raw}, ${row.reading}, ${row.unread ? 1 : null}) ON CONFLICT DO NOTHING`
}

function conversation({ sql }: Database, row: Row): Moved['conversations'] {
  const [identity, n] = [text(row, 'identity'), integer(row, 'n')]
  const held = sql.all`SELECT agent, weight FROM holdings WHERE conversation = ${`${identity}#${n}`} ORDER BY agent`
  const jobs = sql.all`SELECT * FROM jobs WHERE identity = ${identity} AND n = ${n} ORDER BY seq`
  return {
    identity,
    n,
    account: text(row, 'account'),
    cursor: integer(row, 'cursor'),
    mode: text(row, 'mode'),
    owner: text(row, 'owner'),
    epoch: integer(row, 'epoch'),
    closedAt: integerOrNull(row, 'closed'),
    queue: textOrNull(row, 'queue'),
    since: integerOrNull(row, 'since'),
    due: integerOrNull(row, 'due'),
    tags: JSON.parse(text(row, 'tags')),
    preview: text(row, 'preview'),
    at: integer(row, 'at'),
    seq: integer(row, 'seq'),
    state: text(row, 'state'),
    held: held.map((each) => ({ agent: text(each, 'agent'), weight: integer(each, 'weight') })),
    jobs: jobs.map((each) => {
      const { conversation: _, ...found } = job(each)
      const { seq, unwanted = false } = laneJob(each)
      return { ...found, seq, unwanted }
    }),
  }
}

function takeConversation(db: Database, row: Moved['conversations']): void {
  const { sql } = db
  const { identity, n } = row
  sql.run`
    INSERT INTO conversations(identity, n, account, cursor, mode, owner, epoch, closed, queue, since, due, tags,
      preview, at, seq, state)
    VALUES(${identity}, ${n}, ${row.account}, ${row.cursor}, ${row.mode}, ${row.owner}, ${row.epoch},
      ${row.closedAt}, ${row.queue}, ${row.since}, ${row.due}, ${JSON.stringify(row.tags)}, ${row.preview},
      ${row.at}, ${row.seq}, ${row.state}) ON CONFLICT DO NOTHING`
  for (const { agent, weight } of row.held)
    sql.run`
      INSERT INTO holdings(agent, conversation, weight) VALUES(${agent}, ${`${identity}#${n}`}, ${weight})
      ON CONFLICT DO NOTHING`
  for (const { effect, lease, ...one } of row.jobs)
    sql.run`
      INSERT INTO jobs(identity, n, seq, key, epoch, author, type, effect, due, tries, token, until, unwanted,
        status, reason)
      VALUES(${identity}, ${n}, ${one.seq}, ${one.key}, ${one.epoch}, ${one.author}, ${effect.type},
        ${JSON.stringify(effect)}, ${one.due}, ${one.tries}, ${lease?.token ?? null}, ${lease?.until ?? null},
        ${Number(one.unwanted)}, ${one.status}, ${one.reason}) ON CONFLICT DO NOTHING`
  arrange(db, identity, n, row.epoch)
}
