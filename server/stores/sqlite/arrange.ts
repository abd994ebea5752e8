import { lane, silence } from '../../lane.ts'
import type { Database } from './group.ts'
import { laneJob } from './job.ts'
import { text } from './row.ts'

/**
 * Applies the rules of the lane to the jobs of one conversation, in the caller's transaction: cancels what the
 * epoch silences, and notes when each of the others may be claimed.
 */
export function arrange({ sql }: Database, identity: string, n: number, epoch: number): void {
  const jobs = sql.all`
    SELECT seq, key, epoch, author, type, due, tries, token, until, unwanted, status, ready FROM jobs
    WHERE identity = ${identity} AND n = ${n} AND status IS NULL ORDER BY seq`.map(laneJob)
  const silenced = new Set(silence(jobs, epoch))
  for (const { seq } of silenced)
    sql.run`
      UPDATE jobs SET status = 'cancelled', ready = NULL
      WHERE identity = ${identity} AND n = ${n} AND seq = ${seq}`
  for (const { job, ready } of lane(jobs.filter((each) => !silenced.has(each))))
    if (ready !== job.ready)
      sql.run`
        UPDATE jobs SET ready = ${ready} WHERE identity = ${identity} AND n = ${n} AND seq = ${job.seq}`
}

/** Takes out what was cancelled since the last turn, and returns its keys for this turn's reading to tell. */
export function sweep({ sql }: Database, identity: string, n: number): string[] {
  const gone = sql.all`
    DELETE FROM jobs WHERE identity = ${identity} AND n = ${n} AND status = 'cancelled' RETURNING key`
  return gone.map((row) => text(row, 'key'))
}
