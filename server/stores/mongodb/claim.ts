import { randomUUID } from 'node:crypto'
import { trusted } from 'mongoose'
import type { Event } from '../../../bots/entry.ts'
import { fate, lane, settlements } from '../../lane.ts'
import type { Claim, Store, StoreOptions } from '../../store.ts'
import { type Outbox, swap } from './change.ts'
import type { Database } from './connect.ts'
import { at } from './id.ts'
import { jobOf, type Pending, pendings } from './job.ts'
import type { ConversationRow } from './schema.ts'

type Ready = Outbox & Pick<ConversationRow, 'identity' | 'account'>

/** How jobs are leased: `now` by the database's clock, `here` by the node's own. */
interface Terms {
  now: number
  here: number
  /** ms */
  lease: number
  node: string
  /** Whether a conversation may give one more than its first; counts it. */
  more(): boolean
}

/** Jobs that are ready, each with a lease on it. */
export function claim(db: Database, { clock }: StoreOptions): Pick<Store, 'claim'> {
  return {
    claim: ({ limit, node, lease, conversation }) =>
      db.run(async () => {
        for (;;) {
          const here = clock()
          const now = await db.time()
          const found = limit > 0 ? await ready(db, now, limit, conversation) : []
          let spare = limit - found.length
          const terms: Terms = { now, here, lease, node, more: () => spare-- > 0 }
          const started = await Promise.allSettled(found.map((each) => start(db, each, terms)))
          const claims = started.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
          // What is leased is handed over at once, whatever became of the rest: its lease runs. While other nodes
          // were faster at all of them, it is looked for again.
          if (claims.length > 0) return claims
          for (const each of started) if (each.status === 'rejected') throw each.reason
          if (found.length === 0) return []
        }
      }),
  }
}

function ready(db: Database, now: number, limit: number, conversation: string | undefined) {
  return db.conversations
    .find(
      { ready: trusted({ $gt: 0, $lte: now }), ...(conversation === undefined ? {} : at(conversation)) },
      { identity: 1, account: 1, rev: 1, epoch: 1, outbox: 1 },
    )
    .sort({ ready: 1 })
    .limit(limit)
    .lean<Ready[]>()
}

/**
 * Leases the jobs of one conversation that are ready, and takes out of the lane those that must not start (any more),
 * in one change. Nothing when another change came first.
 */
async function start(db: Database, found: Ready, terms: Terms): Promise<Claim[]> {
  const { now, here, lease, node, more } = terms
  const claims: Claim[] = []
  let jobs = pendings(found.outbox)
  let tell = false
  // One that turns out settled or lost makes way for the next of its lane.
  for (;;) {
    const job = lane(jobs).find((each) => each.ready !== null && each.ready <= now)?.job
    if (!job || (claims.length > 0 && !more())) break
    const what = fate(job, found.epoch)
    const end = job.lease && (await settlement(db, found.identity, job))
    const token = `${node}:${randomUUID()}`
    const after = end ? ended(job, end) : started(job, what, { token, until: now + lease })
    jobs = jobs.flatMap((each) => (each !== job ? [each] : after ? [after] : []))
    if (!after?.lease) tell = true
    else
      claims.push({
        conversation: found._id,
        account: found.account,
        identity: found.identity,
        job: jobOf(found._id, after, now - here),
        token,
        again: what === 'again',
      })
  }
  return (await swap(db, found, jobs, { tell })) ? claims : []
}

const lost = 'Its sender stopped, and the conversation has another owner now: it may have been sent.'

function started(job: Pending, what: ReturnType<typeof fate>, lease: Pending['lease']): Pending {
  if (what === 'cancel') return { ...job, status: 'cancelled', reason: null }
  if (what === 'lost') return { ...job, status: 'unknown', reason: lost, lease: null }
  return { ...job, tries: job.tries + 1, lease }
}

/** Carries on what the journal already tells: a job that was to be parked is, any other is gone. */
function ended(job: Pending, end: Event): Pending | null {
  if (end.type !== 'failed') return null
  return { ...job, status: end.class === 'unknown' ? 'unknown' : 'dead', reason: end.reason, lease: null }
}

/** What the journal tells of the job's last try. */
async function settlement(db: Database, identity: string, job: Pending): Promise<Event | null> {
  const found = await db.entries
    .findOne({ identity, key: trusted({ $in: settlements(job) }) }, { event: 1 })
    .lean<{ event: string }>()
  return found ? JSON.parse(found.event) : null
}
