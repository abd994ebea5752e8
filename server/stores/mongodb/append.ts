import { setTimeout as sleep } from 'node:timers/promises'
import type { Appended, Item, StoreOptions } from '../../store.ts'
import type { Database } from './connect.ts'
import { isDuplicate } from './fault.ts'
import { group } from './group.ts'
import { at, entryId } from './id.ts'
import type { EntryRow } from './schema.ts'
import { unreadOf } from './unread.ts'

export type Append = (identity: string, items: Item[], n?: number) => Promise<Appended[]>

interface Asked {
  item: Item
  n: number | undefined
}

/** After so many clashes something else is wrong. */
const mostTries = 200

/**
 * Writes entries to journals: each takes the position after the last one, and tries again when another node was
 * there first. So positions have no holes, and none is filled behind a cursor.
 */
export function appending(db: Database, options: StoreOptions): Append {
  const write = group<Asked, Appended>((identity, asked) => writeAll(db, options, identity, asked))
  return (identity, items, n) =>
    write(
      identity,
      items.map((item) => ({ item, n })),
    )
}

async function writeAll(
  db: Database,
  options: StoreOptions,
  identity: string,
  asked: Asked[],
): Promise<Appended[]> {
  const done: Appended[] = []
  for (let tries = 0; done.length < asked.length; tries++) {
    if (tries > mostTries) throw new Error(`${identity} is written to by too many at once`)
    // The first clash is settled at once; who clashes again lets the others go first.
    if (tries > 2) await sleep(Math.random() * Math.min(30, 2 ** tries))
    const rows = await place(db, options, identity, asked.slice(done.length))
    const stored = await insert(db, rows)
    done.push(...rows.slice(0, stored).map((row) => appended(row, 'stored')))
    const refused = rows[stored]
    // Only what was stored before needs an answer now: any other clash is one of positions.
    const old = refused && (await find(db, identity, refused.key))
    if (old) done.push(appended(old, 'already'))
    if (stored > 0 || old) tries = 0
  }
  return done
}

/** Inserts in order up to the first that clashes, and tells how many were stored. */
async function insert(db: Database, rows: EntryRow[]): Promise<number> {
  try {
    // Unordered, a batch would leave a hole that a slow writer fills behind the cursor.
    await db.entries.insertMany(rows, { ordered: true, lean: true })
    return rows.length
  } catch (error) {
    const stored = storedBefore(error)
    if (stored === null) throw error
    return stored
  }
}

function storedBefore(error: unknown): number | null {
  if (!isDuplicate(error) || !(error instanceof Error) || !('insertedCount' in error)) return null
  return typeof error.insertedCount === 'number' ? error.insertedCount : null
}

/** Gives each entry its place: its position, and the conversation it belongs to. */
async function place(
  db: Database,
  options: StoreOptions,
  identity: string,
  asked: Asked[],
): Promise<EntryRow[]> {
  const last = await db.entries
    .findOne({ identity }, { position: 1, newest: 1 })
    .sort({ position: -1 })
    .lean<Pick<EntryRow, 'position' | 'newest'>>()
  let newest = last?.newest ?? 0
  const opens = asked.some(({ item, n }) => n === undefined && item.opens)
  let next = opens && newest > 0 && (await isOver(db, options, identity, newest)) ? newest + 1 : newest
  return asked.map(({ item, n }, index) => {
    const chosen = n ?? Math.max(1, item.opens ? next : newest)
    // What is to be read in the newest keeps it open for those behind.
    if (chosen === newest && !item.quiet) next = newest
    newest = Math.max(newest, chosen)
    next = Math.max(next, newest)
    const position = (last?.position ?? 0) + 1 + index
    return {
      _id: entryId(`${identity}#${chosen}`, position),
      identity,
      n: chosen,
      newest,
      position,
      key: item.key,
      by: item.by,
      at: item.at ?? new Date(options.clock()).toISOString(),
      event: JSON.stringify(item.event),
      ...(item.raw === undefined ? {} : { raw: JSON.stringify(item.raw) }),
      ...(item.quiet ? {} : { unread: true }),
    }
  })
}

/** Whether a case was closed long ago and nothing in it waits to be read, which might reopen it. */
async function isOver(db: Database, options: StoreOptions, identity: string, n: number): Promise<boolean> {
  const conversation = `${identity}#${n}`
  const closedLongAgo = async () => {
    const found = await db.conversations
      .findOne(at(conversation), { closedAt: 1 })
      .lean<{ closedAt?: number | null }>()
    return found?.closedAt != null && options.clock() - found.closedAt > options.reopen
  }
  if (!(await closedLongAgo())) return false
  const unread = await unreadOf(db, conversation).limit(1).select({ _id: 1 }).lean()
  if (unread.length > 0) return false
  // Looked at again: an entry that was read in the meantime may have reopened it.
  return closedLongAgo()
}

function find(db: Database, identity: string, key: string) {
  return db.entries
    .findOne({ identity, key }, { identity: 1, n: 1, position: 1 })
    .lean<Pick<EntryRow, 'identity' | 'n' | 'position'>>()
}

function appended(
  { identity, n, position }: Pick<EntryRow, 'identity' | 'n' | 'position'>,
  was: Appended['was'],
): Appended {
  return { conversation: `${identity}#${n}`, position, was }
}
