import type { Commit, Store, StoreOptions } from '../../store.ts'
import { tagged } from '../../tags.ts'
import { outboxFields } from './change.ts'
import type { Database } from './connect.ts'
import { reserve, tidy } from './desk.ts'
import { isDuplicate } from './fault.ts'
import { at, halves } from './id.ts'
import { type Pending, pendings } from './job.ts'
import type { ConversationRow } from './schema.ts'
import { type Redo, spread } from './spread.ts'
import { unreadOf } from './unread.ts'

/**
 * A turn, stored whole or not at all: the conversation is one document, and what belongs elsewhere is stored in it
 * and then spread. No transaction: a node that is killed inside one freezes its conversation for a minute.
 */
export function commit(db: Database, options: StoreOptions): Pick<Store, 'commit'> {
  const spreads = new Map<string, number>()
  return { commit: (turn) => db.run(() => take(db, options, turn, spreads)) }
}

/** How many conversations' last commits are remembered to have been spread. */
const remembered = 10_000

/** `spreads`: up to which cursor this node itself has spread a conversation's commits; that need not be looked up. */
async function take(
  db: Database,
  options: StoreOptions,
  turn: Commit,
  spreads: Map<string, number>,
): Promise<'done' | 'moved' | 'full'> {
  for (let reserved = false; ; reserved = turn.reserve !== undefined) {
    const [before, unread] = await Promise.all([
      db.conversations.findOne(at(turn.conversation)).lean<ConversationRow>(),
      spreads.get(turn.conversation) === turn.from
        ? Number.POSITIVE_INFINITY
        : firstUnread(db, turn.conversation),
    ])
    if ((before?.cursor ?? 0) !== turn.from || wasRead(turn)) {
      if (reserved && turn.reserve) await tidy(db, turn.reserve.agent)
      return 'moved'
    }
    // What the commit before this one left to do must not be overwritten before it is done.
    if (before && unread <= before.cursor) await spread(db, before)
    const room = { conversation: turn.conversation, to: turn.to }
    if (turn.reserve && !(await reserve(db, turn.reserve, room))) return 'full'
    const after = next(turn, before, { ...options, ahead: await db.ahead() })
    if (!(await store(db, before, after))) continue
    await spread(db, after)
    spreads.delete(turn.conversation)
    spreads.set(turn.conversation, turn.to)
    const [oldest] = spreads.size > remembered ? spreads.keys() : []
    if (oldest !== undefined) spreads.delete(oldest)
    return 'done'
  }
}

/** Another node may have read these entries after this one found them unread and before it looked at the cursor. */
function wasRead({ from, readings }: Commit): boolean {
  return readings.some(({ position }) => position <= from)
}

async function firstUnread(db: Database, conversation: string): Promise<number> {
  const [found] = await unreadOf(db, conversation)
    .limit(1)
    .select({ position: 1, _id: 0 })
    .lean<{ position: number }[]>()
  return found?.position ?? Number.POSITIVE_INFINITY
}

async function store(db: Database, before: ConversationRow | null, after: ConversationRow): Promise<boolean> {
  const { _id, identity, n: _, account: __, ...changed } = after
  if (before) {
    const { matchedCount } = await db.conversations.updateOne(
      { _id, identity, rev: before.rev },
      { $set: changed },
    )
    return matchedCount === 1
  }
  try {
    await db.conversations.insertMany([after], { lean: true })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** The conversation after the turn. Its account stays that of the first commit. `ahead`: the database's clock, ms. */
function next(
  turn: Commit,
  before: ConversationRow | null,
  { clock, ahead }: StoreOptions & { ahead: number },
): ConversationRow {
  const [identity, n] = halves(turn.conversation)
  const { mode, owner, epoch, closedAt } = turn.state
  // A state keeps why it waited while a person has it; only one that waits stands in a queue.
  const waiting = mode === 'waiting' ? turn.state.waiting : undefined
  const said = turn.preview !== undefined || !before
  const { jobs, cancelled } = outbox(turn, before, { now: clock(), ahead })
  const arranged = outboxFields(jobs, epoch)
  const silenced = arranged.outbox.filter((job) => job.status === 'cancelled')
  return {
    _id: turn.conversation,
    identity,
    n,
    account: turn.account,
    cursor: turn.to,
    rev: (before?.rev ?? 0) + 1,
    mode,
    owner,
    epoch,
    closedAt: ms(closedAt),
    queue: waiting?.queue ?? null,
    since: ms(waiting?.since),
    due: ms(waiting?.due),
    tags: tagged(before?.tags ?? [], turn),
    preview: turn.preview ?? before?.preview ?? '',
    at: said ? clock() : before.at,
    state: JSON.stringify(turn.state),
    seq: (before?.seq ?? 0) + turn.jobs.length,
    ...arranged,
    outbox: arranged.outbox.filter((job) => job.status !== 'cancelled'),
    held: holders(before?.held ?? [], turn),
    redo: JSON.stringify(redo(turn, [...cancelled, ...silenced.map((job) => job.key)])),
    told: before?.told ?? null,
  }
}

function ms(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time)
}

function holders(held: string[], { free, reserve }: Commit): string[] {
  const left = held.filter((agent) => !free.includes(agent))
  return reserve ? [...new Set([...left, reserve.agent])] : left
}

/** Puts the turn's jobs behind those there are, takes out what is no longer wanted, and back what is wanted again. */
function outbox(
  turn: Commit,
  before: ConversationRow | null,
  { now, ahead }: { now: number; ahead: number },
): { jobs: Pending[]; cancelled: string[] } {
  const old = pendings(before?.outbox ?? []).map((job) =>
    turn.again.includes(job.key) && (job.status === 'unknown' || job.status === 'dead')
      ? { ...job, status: null, unwanted: false, due: now + ahead }
      : job,
  )
  const made = turn.jobs.map((job, index): Pending => {
    const seq = (before?.seq ?? 0) + 1 + index
    const due = job.due + ahead
    return { ...job, due, seq, tries: 0, status: null, reason: null, lease: null, unwanted: false }
  })
  const cancelled: string[] = []
  // The turn's own jobs too: a later step of it may have taken one of them back.
  const jobs = [...old, ...made].flatMap((job) => {
    if (!turn.cancel.includes(job.key)) return [job]
    // A send on the wire stays until it has settled.
    if (job.effect.type === 'send' && job.lease) return [{ ...job, unwanted: true }]
    if (job.effect.type === 'send') cancelled.push(job.key)
    return []
  })
  return { jobs, cancelled }
}

/** The last reading tells the keys of what this turn cancelled. */
function redo(turn: Commit, cancelled: string[]): Redo {
  const last = turn.readings.at(-1)
  return {
    readings: turn.readings.map((each) =>
      each === last && cancelled.length > 0
        ? {
            ...each,
            reading: { ...each.reading, cancelled: [...(each.reading.cancelled ?? []), ...cancelled] },
          }
        : each,
    ),
    records: turn.records.filter((record) => record.type !== 'tag'),
    // One who is freed and taken by the same turn has the new room already.
    free: turn.free.filter((agent) => agent !== turn.reserve?.agent),
  }
}
