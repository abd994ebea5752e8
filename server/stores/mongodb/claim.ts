import { randomUUID } from 'node:crypto'
import { trusted } from 'mongoose'
import type { Event } from '../../../bots/entry.ts'
import { fate, lane, settlements } from '../../lane.ts'
import type { Claim, Store, StoreOptions } from '../../store.ts'
import { arrange } from './arrange.ts'
import { type Outbox, swap } from './change.ts'
import type { Database } from './connect.ts'
import { at } from './id.ts'
import { jobOf, type Pending, pendings } from './job.ts'
import type { ConversationRow } from './schema.ts'

type Ready = Outbox & Pick<ConversationRow, 'identity' | 'account'>

/** A lease as the database keeps it, and when it ends by the node's own clock. */
interface Lease {
  token: string
  until: number
  untilHere: number
}

/** Jobs that are ready, each with a lease on it. */
export function claim(db: Database, { clock }: StoreOptions): Pick<Store, 'claim'> {
  return {
    claim: ({ limit, node, lease, conversation }) =>
      db.run(async () => {
        const claims: Claim[] = []
        // One of each conversation at a time, until nothing is ready: one that turns out settled or lost makes way
        // for the next of its lane, and one that another node changed meanwhile is looked at again.
        while (claims.length < limit) {
          const here = clock()
          const now = await db.time()
          const found = await ready(db, now, limit - claims.length, conversation)
          if (found.length === 0) break
          const started = await Promise.all(
            found.map((each) => {
              const token = `${node}:${randomUUID()}`
              return start(db, each, now, { token, until: now + lease, untilHere: here + lease })
            }),
          )
          claims.push(...started.flatMap(({ claim }) => claim ?? []))
          // Most often each gave its only one: then there is nothing to look for again.
          if (claims.length < limit && started.every(({ done }) => done)) break
        }
        return claims
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
 * Leases the first job that is ready, or takes it out of the lane when it must not start (any more). `done`: nothing
 * else of the conversation is ready.
 */
async function start(
  db: Database,
  found: Ready,
  now: number,
  lease: Lease,
): Promise<{ claim: Claim | null; done: boolean }> {
  const none = { claim: null, done: false }
  const jobs = pendings(found.outbox)
  const job = lane(jobs).find((each) => each.ready !== null && each.ready <= now)?.job
  if (!job) return none
  const what = fate(job, found.epoch)
  const end = job.lease && (await settlement(db, found.identity, job))
  const after = end ? ended(job, end) : started(job, what, lease)
  const others = jobs.flatMap((each) => (each !== job ? [each] : after ? [after] : []))
  const leased = after?.lease ? after : null
  if (!(await swap(db, found, others, { tell: !leased })) || !leased) return none
  const { ready } = arrange(others, found.epoch)
  const claim = {
    conversation: found._id,
    account: found.account,
    identity: found.identity,
    job: { ...jobOf(found._id, leased), lease: { token: lease.token, until: lease.untilHere } },
    token: lease.token,
    again: what === 'again',
  }
  return { claim, done: ready === null || ready > now }
}

const lost = 'Its sender stopped, and the conversation has another owner now: it may have been sent.'

function started(job: Pending, what: ReturnType<typeof fate>, { token, until }: Lease): Pending {
  if (what === 'cancel') return { ...job, status: 'cancelled', reason: null }
  if (what === 'lost') return { ...job, status: 'unknown', reason: lost, lease: null }
  return { ...job, tries: job.tries + 1, lease: { token, until } }
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
