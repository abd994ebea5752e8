import { arrange } from './arrange.ts'
import type { Database } from './connect.ts'
import { at } from './id.ts'
import { jobRows, type Pending, pendings } from './job.ts'
import type { ConversationRow } from './schema.ts'

/** What a change of the outbox goes out from. */
export type Outbox = Pick<ConversationRow, '_id' | 'rev' | 'epoch' | 'outbox'>

/**
 * Changes the outbox of a conversation by compare-and-set, however many others do at the same time. `decide` is
 * given the jobs and returns what they become; null changes nothing. False when nothing was changed. `seen` is what
 * was read of it just before; `tell`: in the feed.
 */
export async function change(
  db: Database,
  conversation: string,
  decide: (jobs: Pending[]) => Pending[] | null,
  { seen, tell }: { seen?: Outbox | null; tell: boolean },
): Promise<boolean> {
  for (let found = seen ?? (await look(db, conversation)); ; found = await look(db, conversation)) {
    const jobs = found && decide(pendings(found.outbox))
    if (!found || !jobs) return false
    if (await swap(db, found, jobs, { tell })) return true
  }
}

/** The outbox of a conversation as it is now. */
export function look(db: Database, conversation: string) {
  return db.conversations.findOne(at(conversation), { rev: 1, epoch: 1, outbox: 1 }).lean<Outbox>()
}

/** Puts these jobs in place of those that were read. False when another change came first. `tell`: in the feed. */
export async function swap(
  db: Database,
  found: Outbox,
  jobs: Pending[],
  { tell }: { tell: boolean },
): Promise<boolean> {
  const rev = found.rev + 1
  const { matchedCount } = await db.conversations.updateOne(
    { ...at(found._id), rev: found.rev },
    { $set: { ...outboxFields(jobs, found.epoch), rev, ...(tell ? { told: rev } : {}) } },
  )
  return matchedCount === 1
}

/** The outbox and what is noted of it, by the rules of the lane. */
export function outboxFields(
  jobs: Pending[],
  epoch: number,
): Pick<ConversationRow, 'outbox' | 'ready' | 'parked'> {
  const arranged = arrange(jobs, epoch)
  return { outbox: jobRows(arranged.jobs), ready: arranged.ready, parked: arranged.parked }
}
