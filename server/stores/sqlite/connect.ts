import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { damaged, fault, isDamage, isFull } from './fault.ts'
import { type Database, group } from './group.ts'
import { text } from './row.ts'
import { migrate, misfit } from './schema.ts'

/**
 * Opens the database file, making it and its folder when there is none. Throws, with what to do and the file
 * untouched, when it is damaged, another program's, or a newer Parley's; and when another process uses it,
 * unless `shared`.
 */
export function connect(path: string, { shared }: { shared: boolean }): Database {
  if (path === ':memory:') return ready(path)
  let lock: DatabaseSync | null = null
  try {
    mkdirSync(dirname(path), { recursive: true })
    if (!shared) lock = hold(path)
    if (sizeOf(path) > 0) inspect(path)
    const database = ready(path)
    if (!shared) free(database)
    const close = async () => {
      await database.close()
      if (lock?.isOpen) lock.close()
    }
    return { ...database, close }
  } catch (error) {
    lock?.close()
    throw fault(error, path)
  }
}

function ready(path: string): Database {
  const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true, defensive: true })
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 8000;
      PRAGMA cache_size = -32000;
    `)
    migrate(db)
    return group(db, path)
  } catch (error) {
    db.close()
    throw error
  }
}

/** Whoever holds a lease is another process, and it is dead: nobody need wait until its leases run out. */
function free({ sql }: Database): void {
  try {
    sql.run`UPDATE jobs SET until = 0, ready = 0 WHERE token IS NOT NULL AND status IS NULL`
  } catch (error) {
    // With no room to write they run out by themselves.
    if (!isFull(error)) throw error
  }
}

/** A lock that dies with the process: an open transaction on a file of its own, so that backups can still read. */
function hold(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw new Error(
      `Another Parley uses this folder: ${dirname(path)}. Stop it first, or give this one a folder of its own.`,
      { cause: error },
    )
  }
}

function inspect(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    const found = text(db.prepare('PRAGMA quick_check(1)').get() ?? {}, 'quick_check')
    if (found !== 'ok') throw new Error(`${damaged(path)} (${found})`)
    const why = misfit(db, path)
    if (why !== null) throw new Error(why)
  } catch (error) {
    if (isDamage(error)) throw new Error(damaged(path), { cause: error })
    throw error
  } finally {
    db.close()
  }
}

/** Makes the file when there is none, readable by its owner only: it holds the accounts' secrets. */
function sizeOf(path: string): number {
  closeSync(openSync(path, 'a', 0o600))
  return statSync(path).size
}
