import type { State } from '../../../flows/state.ts'
import type { Commit, Store, StoreOptions } from '../../store.ts'
import { tagged } from '../../tags.ts'
import { arrange, sweep } from './arrange.ts'
import { describe } from './contacts.ts'
import { hasRoom, hold } from './desk.ts'
import { tell } from './feed.ts'
import type { Database } from './group.ts'
import { consent } from './identities.ts'
import { halves, integer, type Row, text, textOrNull } from './row.ts'

/** A turn, stored whole or not at all. */
export function commit(db: Database, options: StoreOptions): Pick<Store, 'commit'> {
  return { commit: (turn) => db.write(() => take(db, options, turn)) }
}

function take(db: Database, options: StoreOptions, turn: Commit): 'done' | 'moved' | 'full' {
  const { sql } = db
  const [identity, n] = halves(turn.conversation)
  const before = sql.get`
    SELECT cursor, mode, queue, tags, preview, at, seq FROM conversations WHERE identity = ${identity} AND n = ${n}`
  if ((before ? integer(before, 'cursor') : 0) !== turn.from) return 'moved'
  if (turn.reserve && !hasRoom(db, turn.conversation, turn.reserve)) return 'full'

  hold(db, turn)
  keep(db, options, turn, before)
  tally(db, turn, before)
  note(db, turn, identity)
  outbox(db, options, turn, before ? integer(before, 'seq') : 0)
  // After the turn's own jobs are in: a later step of it may have taken one of them back.
  const dropped = drop(db, turn)
  arrange(db, identity, n, turn.state.epoch)
  const cancelled = [...dropped, ...sweep(db, identity, n)]
  write(db, turn, identity, cancelled)
  return 'done'
}

/** The account stays that of the first commit. */
function keep({ sql }: Database, { clock }: StoreOptions, turn: Commit, before: Row | undefined): void {
  const [identity, n] = halves(turn.conversation)
  const { mode, owner, epoch, closedAt } = turn.state
  const waiting = queued(turn)
  const said = turn.preview !== undefined || !before
  const tags = before ? JSON.parse(text(before, 'tags')) : []
  sql.run`
    INSERT INTO conversations(
      identity, n, account, cursor, mode, owner, epoch, closed, queue, since, due, tags, preview, at, seq, state)
    VALUES(${identity}, ${n}, ${turn.account}, ${turn.to}, ${mode}, ${owner}, ${epoch}, ${ms(closedAt)},
      ${waiting?.queue ?? null}, ${ms(waiting?.since)}, ${ms(waiting?.due)}, ${JSON.stringify(tagged(tags, turn))},
      ${turn.preview ?? (before ? text(before, 'preview') : '')}, ${said ? clock() : integer(before, 'at')},
      ${(before ? integer(before, 'seq') : 0) + turn.jobs.length}, ${JSON.stringify(turn.state)})
    ON CONFLICT DO UPDATE SET cursor = excluded.cursor, mode = excluded.mode, owner = excluded.owner,
      epoch = excluded.epoch, closed = excluded.closed, queue = excluded.queue, since = excluded.since,
      due = excluded.due, tags = excluded.tags, preview = excluded.preview, at = excluded.at,
      seq = excluded.seq, state = excluded.state`
}

/** A state keeps why it waited while a person has it; only one that waits stands in a queue. */
function queued({ state }: Commit): State['waiting'] {
  return state.mode === 'waiting' ? state.waiting : undefined
}

function ms(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time)
}

function tally({ sql }: Database, turn: Commit, before: Row | undefined): void {
  const { state } = turn
  const queue = queued(turn)?.queue ?? ''
  if (before && before.mode === state.mode && (before.queue ?? '') === queue) return
  if (before)
    sql.run`
      UPDATE tallies SET count = count - 1
      WHERE mode = ${text(before, 'mode')} AND queue = ${textOrNull(before, 'queue') ?? ''}`
  sql.run`
    INSERT INTO tallies(mode, queue, count) VALUES(${state.mode}, ${queue}, 1)
    ON CONFLICT DO UPDATE SET count = count + 1`
}

/** What the turn made known of the customer. */
function note(db: Database, turn: Commit, identity: string): void {
  for (const record of turn.records) {
    if (record.type === 'consent') consent(db, identity, record.kind, record.given)
    if (record.type !== 'remember') continue
    const row = db.sql.get`SELECT contact FROM identities WHERE id = ${identity}`
    if (row) describe(db, text(row, 'contact'), { [record.name]: record.value })
  }
}

/** Puts the turn's jobs behind those there are, and back those that an agent wants tried again. */
function outbox({ sql }: Database, { clock }: StoreOptions, turn: Commit, seq: number): void {
  const [identity, n] = halves(turn.conversation)
  turn.jobs.forEach((job, index) => {
    sql.run`
      INSERT INTO jobs(identity, n, seq, key, epoch, author, type, effect, due, tries, unwanted)
      VALUES(${identity}, ${n}, ${seq + 1 + index}, ${job.key}, ${job.epoch}, ${job.author}, ${job.effect.type},
        ${JSON.stringify(job.effect)}, ${job.due}, 0, 0)`
  })
  for (const key of turn.again)
    sql.run`
      UPDATE jobs SET status = NULL, unwanted = 0, due = ${clock()}
      WHERE identity = ${identity} AND n = ${n} AND key = ${key} AND status IN ('unknown', 'dead')`
}

/** Takes out what is no longer wanted. A send on the wire stays until it has settled. */
function drop({ sql }: Database, turn: Commit): string[] {
  const [identity, n] = halves(turn.conversation)
  return turn.cancel.flatMap((key) => {
    sql.run`
      UPDATE jobs SET unwanted = 1
      WHERE identity = ${identity} AND n = ${n} AND key = ${key} AND type = 'send' AND token IS NOT NULL`
    const gone = sql.all`
      DELETE FROM jobs WHERE identity = ${identity} AND n = ${n} AND key = ${key} AND unwanted = 0 RETURNING type`
    return gone.some((row) => row.type === 'send') ? [key] : []
  })
}

/** Adds the readings to the journal, the last one with the keys of what this turn cancelled. */
function write(db: Database, turn: Commit, identity: string, cancelled: string[]): void {
  const last = turn.readings.at(-1)
  for (const each of turn.readings) {
    const { position, reading } = each
    const added = each === last && cancelled.length > 0
    const whole = added ? { ...reading, cancelled: [...(reading.cancelled ?? []), ...cancelled] } : reading
    db.sql.run`
      UPDATE journal SET reading = ${JSON.stringify(whole)}, unread = NULL
      WHERE identity = ${identity} AND position = ${position}`
    tell(db, { conversation: turn.conversation, position, kind: 'turn' })
  }
}
