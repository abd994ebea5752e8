import { randomUUID } from 'node:crypto'
import { fate, settlements } from '../../lane.ts'
import type { Claim, Store, StoreOptions } from '../../store.ts'
import { arrange } from './arrange.ts'
import { tell } from './feed.ts'
import type { Database } from './group.ts'
import { job, laneJob } from './job.ts'
import { halves, integer, type Row, text } from './row.ts'

/** Jobs that are ready, each with a lease on it. */
export function claim(db: Database, { clock }: StoreOptions): Pick<Store, 'claim'> {
  return {
    claim: ({ limit, node, lease, conversation }) =>
      // Late: after the commits of its group it sees the epochs they raised.
      db.write(
        () => {
          const claims: Claim[] = []
          const now = clock()
          // One that turns out settled or lost makes way for the next of its lane: look until nothing is ready.
          for (;;) {
            const rows = ready(db, now, limit - claims.length, conversation)
            if (rows.length === 0) return claims
            for (const row of rows) {
              const started = start(db, row, { token: `${node}:${randomUUID()}`, until: now + lease })
              if (started) claims.push(started)
            }
          }
        },
        { late: true },
      ),
  }
}

function ready({ sql }: Database, now: number, limit: number, conversation?: string): Row[] {
  if (conversation === undefined)
    return sql.all`
      SELECT jobs.*, account, conversations.epoch AS current FROM jobs JOIN conversations USING (identity, n)
      WHERE ready <= ${now} ORDER BY ready, jobs.row LIMIT ${limit} + 0`
  const [identity, n] = halves(conversation)
  return sql.all`
    SELECT jobs.*, account, conversations.epoch AS current FROM jobs JOIN conversations USING (identity, n)
    WHERE identity = ${identity} AND n = ${n} AND ready <= ${now} ORDER BY seq LIMIT ${limit} + 0`
}

/** Leases the job, or takes it out of the lane when it must not start (any more). */
function start(db: Database, row: Row, lease: { token: string; until: number }): Claim | null {
  const what = fate(laneJob(row), integer(row, 'current'))
  if (what === 'cancel') return stop(db, row, { status: 'cancelled', reason: null })
  if (what !== 'start' && isSettled(db, row)) return remove(db, row)
  if (what === 'lost') return stop(db, row, { status: 'unknown', reason: lost })

  db.sql.run`
    UPDATE jobs SET token = ${lease.token}, until = ${lease.until}, ready = ${lease.until}, tries = tries + 1
    WHERE row = ${integer(row, 'row')}`
  const found = job(row)
  return {
    conversation: found.conversation,
    account: text(row, 'account'),
    identity: text(row, 'identity'),
    job: { ...found, tries: found.tries + 1, lease },
    token: lease.token,
    again: what === 'again',
  }
}

const lost = 'Its sender stopped, and the conversation has another owner now: it may have been sent.'

function stop(db: Database, row: Row, { status, reason }: { status: string; reason: string | null }): null {
  db.sql.run`
    UPDATE jobs SET status = ${status}, reason = ${reason}, token = NULL, until = NULL, ready = NULL
    WHERE row = ${integer(row, 'row')}`
  return makeWay(db, row)
}

function remove(db: Database, row: Row): null {
  db.sql.run`DELETE FROM jobs WHERE row = ${integer(row, 'row')}`
  return makeWay(db, row)
}

function makeWay(db: Database, row: Row): null {
  const { conversation } = job(row)
  tell(db, { conversation, position: 0, kind: 'job' })
  arrange(db, text(row, 'identity'), integer(row, 'n'), integer(row, 'current'))
  return null
}

/** Whether the journal already tells what came of the last try. */
function isSettled({ sql }: Database, row: Row): boolean {
  return settlements(laneJob(row)).some(
    (key) => sql.get`SELECT 1 FROM journal WHERE identity = ${text(row, 'identity')} AND key = ${key}`,
  )
}
