import type { Claim, Job, Store, StoreOptions } from '../../store.ts'
import { arrange } from './arrange.ts'
import { tell } from './feed.ts'
import type { Database } from './group.ts'
import { job } from './job.ts'
import { insert } from './journal.ts'
import { halves, integer, integerOrNull } from './row.ts'

/** What comes of claimed jobs, and those that are there. Only the lease's own token moves a job. */
export function jobs(
  db: Database,
  options: StoreOptions,
): Pick<Store, 'settle' | 'retry' | 'park' | 'jobs' | 'nextDue'> {
  const { sql, prepare, read, write } = db
  return {
    settle: (held, item, before = []) =>
      write(() => {
        const [identity, n] = halves(held.conversation)
        const { changes } = sql.run`
          DELETE FROM jobs
          WHERE identity = ${identity} AND n = ${n} AND seq = ${held.job.seq} AND token = ${held.token}`
        if (changes === 0) return false
        for (const one of [...before, item]) insert(db, options, identity, one, n)
        makeWay(db, identity, n)
        return true
      }),

    retry: (held, due, reason) => write(() => giveBack(db, held, { due, status: null, reason })),

    park: (held, status, reason, item) =>
      write(() => {
        if (!giveBack(db, held, { due: held.job.due, status, reason })) return false
        const [identity, n] = halves(held.conversation)
        insert(db, options, identity, item, n)
        return true
      }),

    jobs: ({ conversation, status, limit }) =>
      read(() => {
        const where = ['TRUE']
        if (conversation !== undefined) where.push('identity = :identity AND n = :n')
        if (status !== undefined) where.push('status IS :status')
        const [identity, n] = conversation === undefined ? [] : halves(conversation)
        return prepare(`SELECT * FROM jobs WHERE ${where.join(' AND ')} ORDER BY row LIMIT :limit + 0`)
          .all({
            limit,
            ...(identity === undefined || n === undefined ? {} : { identity, n }),
            ...(status === undefined ? {} : { status }),
          })
          .map(job)
      }),

    nextDue: () =>
      read(() => {
        const row = sql.get`SELECT min(ready) AS next FROM jobs WHERE ready IS NOT NULL`
        return row ? integerOrNull(row, 'next') : null
      }),
  }
}

function giveBack(db: Database, held: Claim, next: Pick<Job, 'due' | 'status' | 'reason'>): boolean {
  const [identity, n] = halves(held.conversation)
  const { changes } = db.sql.run`
    UPDATE jobs SET token = NULL, until = NULL, ready = NULL,
      due = ${next.due}, status = ${next.status}, reason = ${next.reason}
    WHERE identity = ${identity} AND n = ${n} AND seq = ${held.job.seq} AND token = ${held.token}`
  if (changes === 0) return false
  tell(db, { conversation: held.conversation, position: 0, kind: 'job' })
  makeWay(db, identity, n)
  return true
}

/** Lets the next of the lane come to its head. */
function makeWay(db: Database, identity: string, n: number): void {
  const row = db.sql.get`SELECT epoch FROM conversations WHERE identity = ${identity} AND n = ${n}`
  if (row) arrange(db, identity, n, integer(row, 'epoch'))
}
