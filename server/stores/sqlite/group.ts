import { channel } from 'node:diagnostics_channel'
import type { DatabaseSync, SQLTagStore } from 'node:sqlite'
import { fault, isDiskFailure } from './fault.ts'

/** The open database, as the rooms of the store use it. */
export interface Database {
  /** Prepared once for each text. A limit is written `+ 0`: SQLite plans anew for a bare one (19 µs instead of 3). */
  sql: SQLTagStore
  /** The same for a text that is put together. */
  prepare: DatabaseSync['prepare']
  read<Result>(run: () => Result): Promise<Result>
  /**
   * Runs `run` in a transaction and answers once it is on the disk. Takes it back alone when it throws.
   * `late` ones run after the others of their group.
   */
  write<Result>(run: () => Result, options?: { late: boolean }): Promise<Result>
  /** Lets what has gathered go through, then closes. */
  close(): Promise<void>
}

interface Act {
  late: boolean
  /** Returns what answers the caller, for when it is on the disk. */
  run(): () => void
  reject(error: unknown): void
}

/** Told after each commit, to whoever measures: `{ writes }`, how many it held. */
const committed = channel('parley:sqlite:commit')

/** More in one group makes the pauses longer and the throughput no better: 67,000 messages/s at 64, 63,000 at 128. */
const most = 64

/**
 * Groups writes into commits: what has gathered while the loop was busy becomes one transaction. It clocks itself:
 * an idle store commits at once, a busy one in groups. Only when an act throws is its group taken back and run
 * again with a savepoint for each: savepoints cost every page a copy, and acts hardly ever throw.
 */
export function group(db: DatabaseSync, path: string): Database {
  const sql = db.createTagStore()
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const waiting: Act[] = []
  let armed = false
  let closed = false
  /** After a failed sync the pages may be gone although a later sync succeeds, so nothing is written after one. */
  let broken: unknown = null

  function flush(): void {
    const batch = waiting.splice(0, most)
    if (batch.length === 0) return
    armed = waiting.length > 0
    if (armed) setImmediate(flush)
    batch.sort((one, other) => Number(one.late) - Number(other.late))
    try {
      if (broken !== null) throw broken
      const answers = through(batch, (act) => act.run()) ?? through(batch, attempt) ?? []
      if (committed.hasSubscribers) committed.publish({ writes: batch.length })
      for (const answer of answers) answer()
    } catch (error) {
      if (isDiskFailure(error)) broken = error
      for (const act of batch) act.reject(fault(error, path))
    }
  }

  /** Runs a group in one transaction. Null, and nothing written, when an act threw that `run` lets through. */
  function through(batch: readonly Act[], run: (act: Act) => () => void): (() => void)[] | null {
    let acting = false
    try {
      sql.run`BEGIN IMMEDIATE`
      acting = true
      const answers = batch.map(run)
      acting = false
      sql.run`COMMIT`
      return answers
    } catch (error) {
      if (db.isTransaction) sql.run`ROLLBACK`
      if (acting && run !== attempt && !isDiskFailure(error)) return null
      throw error
    }
  }

  function attempt(act: Act): () => void {
    sql.run`SAVEPOINT act`
    try {
      const answer = act.run()
      sql.run`RELEASE act`
      return answer
    } catch (error) {
      // A full or failing disk can make SQLite take the whole transaction back: then nobody has written anything.
      if (!db.isTransaction || isDiskFailure(error)) throw error
      sql.run`ROLLBACK TO act`
      sql.run`RELEASE act`
      return () => act.reject(fault(error, path))
    }
  }

  function write<Result>(run: () => Result, { late } = { late: false }): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error(`The database ${path} is closed`))
      waiting.push({
        late,
        run: () => {
          const result = run()
          return () => resolve(result)
        },
        reject,
      })
      if (armed) return
      armed = true
      setImmediate(flush)
    })
  }

  return {
    sql,
    prepare: (text) => {
      const statement = prepared.get(text) ?? db.prepare(text)
      prepared.set(text, statement)
      return statement
    },
    read: async (run) => {
      try {
        return run()
      } catch (error) {
        throw fault(error, path)
      }
    },
    write,
    close: async () => {
      if (closed) return
      closed = true
      while (waiting.length > 0) flush()
      db.close()
    },
  }
}
