import { trusted } from 'mongoose'
import type { Claim, Item, Job, Store } from '../../store.ts'
import type { Append } from './append.ts'
import { change, look, type Outbox } from './change.ts'
import type { Database } from './connect.ts'
import { at, halves } from './id.ts'
import { jobOf, type Pending, pendings } from './job.ts'
import type { ConversationRow } from './schema.ts'

/** What comes of claimed jobs, and those that are there. Only the lease's own token moves a job. */
export function jobs(
  db: Database,
  append: Append,
): Pick<Store, 'settle' | 'retry' | 'park' | 'jobs' | 'nextDue'> {
  const move = (held: Claim, to: (job: Pending) => Pending[], options: { seen?: Outbox; tell: boolean }) =>
    change(db, held.conversation, (jobs) => replace(jobs, held, to), options)

  /**
   * Writes the end of a job to the journal, then moves the job. In this order: who finds the lease run out looks
   * into the journal, so that a node may die between the two.
   */
  const end = async (held: Claim, items: Item[], to: (job: Pending) => Pending[], tell: boolean) => {
    const seen = await look(db, held.conversation)
    if (!seen || !replace(pendings(seen.outbox), held, to)) return false
    const [identity, n] = halves(held.conversation)
    await append(identity, items, n)
    return move(held, to, { seen, tell })
  }

  return {
    settle: (held, item, before = []) => db.run(() => end(held, [...before, item], () => [], false)),

    retry: (held, due, reason) =>
      db.run(async () => {
        const then = due + (await db.ahead())
        return move(held, (job) => [{ ...job, due: then, status: null, reason, lease: null }], { tell: true })
      }),

    park: (held, status, reason, item) =>
      db.run(() => end(held, [item], (job) => [{ ...job, status, reason, lease: null }], true)),

    jobs: ({ conversation, status, limit }) =>
      db.run(async () => {
        const rows = await db.conversations
          .find(conversation === undefined ? withJobs(status) : at(conversation), { outbox: 1 })
          .limit(limit)
          .lean<Pick<ConversationRow, '_id' | 'outbox'>[]>()
        const ahead = await db.ahead()
        return rows
          .flatMap(({ _id, outbox }) => pendings(outbox).map((job) => jobOf(_id, job, ahead)))
          .filter((job) => status === undefined || job.status === status)
          .slice(0, limit)
      }),

    nextDue: () =>
      db.run(async () => {
        const row = await db.conversations
          .findOne({ ready: trusted({ $gt: 0 }) }, { ready: 1 })
          .sort({ ready: 1 })
          .lean<{ ready: number }>()
        return row ? row.ready - (await db.ahead()) : null
      }),
  }
}

/** Conversations that have jobs of a status, found by the indexes of those that have any. */
function withJobs(status: Job['status'] | undefined) {
  const ready = { ready: trusted({ $gt: 0 }) }
  const parked = { parked: trusted({ $gt: 0 }) }
  if (status === undefined) return { $or: [ready, parked] }
  return status === null ? ready : { ...parked, 'outbox.status': status }
}

/** The jobs with another in place of the one that is held; null when the lease was lost. */
function replace(jobs: Pending[], held: Claim, by: (job: Pending) => Pending[]): Pending[] | null {
  const isHeld = (job: Pending) => job.seq === held.job.seq && job.lease?.token === held.token
  return jobs.some(isHeld) ? jobs.flatMap((job) => (isHeld(job) ? by(job) : [job])) : null
}
