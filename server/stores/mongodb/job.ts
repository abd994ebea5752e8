import type { Job } from '../../store.ts'
import type { JobRow } from './schema.ts'

/** A job as the conversation's document holds it: times are those of the database's clock. `unwanted`: cancelled while it was on the wire. */
export type Pending = Omit<Job, 'conversation'> & { unwanted: boolean }

/** The jobs out of a conversation's document, in the order they were made. */
export function pendings(rows: JobRow[]): Pending[] {
  return rows.map((row) => ({
    seq: row.seq,
    key: row.key,
    epoch: row.epoch,
    author: row.author,
    effect: JSON.parse(row.effect),
    due: row.due,
    tries: row.tries,
    lease: row.token == null || row.until == null ? null : { token: row.token, until: row.until },
    unwanted: row.unwanted,
    status: row.status ?? null,
    reason: row.reason ?? null,
  }))
}

/** The jobs as the document keeps them. */
export function jobRows(jobs: Pending[]): JobRow[] {
  return jobs.map(({ effect, lease, ...job }) => ({
    ...job,
    effect: JSON.stringify(effect),
    token: lease?.token ?? null,
    until: lease?.until ?? null,
  }))
}

/** A job as the port tells it: its times by the node's clock, and not by the database's, which is `ahead`, ms. */
export function jobOf(conversation: string, { unwanted: _, ...job }: Pending, ahead: number): Job {
  const lease = job.lease && { ...job.lease, until: job.lease.until - ahead }
  return { ...job, conversation, due: job.due - ahead, lease }
}
