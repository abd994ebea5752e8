import { trusted } from 'mongoose'
import type { Commit, Store, StoreOptions } from '../../store.ts'
import type { Database } from './connect.ts'
import { isDuplicate } from './fault.ts'
import type { ConversationRow, PersonRow } from './schema.ts'

type Held = PersonRow['held'][number]

/** Which agents are on duty, and what they hold. */
export function desk(db: Database, { clock }: StoreOptions): Pick<Store, 'attend' | 'attending'> {
  return {
    attend: (agent, until) =>
      db.run(async () => {
        await db.people.updateOne(
          { _id: agent },
          { $set: { until }, $setOnInsert: { rev: 0, held: [] } },
          { upsert: true },
        )
      }),

    attending: () =>
      db.run(async () => {
        const rows = await db.people
          .find({ until: trusted({ $gt: clock() }) })
          .sort({ _id: 1 })
          .lean<PersonRow[]>()
        return rows.map(({ _id, held }) => ({ agent: _id, load: weigh(held) }))
      }),
  }
}

/**
 * Makes room at an agent, before the commit that needs it; one that is held already is counted once. False when
 * there is none, also after what was left over is let go.
 */
export async function reserve(
  db: Database,
  { agent, weight, limit }: NonNullable<Commit['reserve']>,
  { conversation, to }: Pick<Held, 'conversation' | 'to'>,
): Promise<boolean> {
  let room = false
  await hold(db, agent, async (held) => {
    let others = held.filter((each) => each.conversation !== conversation)
    if (weigh(others) + weight > limit) others = await inUse(db, agent, others)
    room = weigh(others) + weight <= limit
    return room ? [...others, { conversation, weight, to }] : held
  })
  return room
}

/** Takes back the room that turns up to this cursor took. */
export async function free(
  db: Database,
  agent: string,
  { conversation, to }: Pick<Held, 'conversation' | 'to'>,
): Promise<void> {
  await hold(db, agent, (held) => held.filter((each) => each.conversation !== conversation || each.to > to))
}

/** Lets go what was reserved for a turn that was then taken otherwise. */
export async function tidy(db: Database, agent: string): Promise<void> {
  await hold(db, agent, (held) => inUse(db, agent, held))
}

/** Those whose turn is still to come, or has come and holds the agent. */
async function inUse(db: Database, agent: string, held: Held[]): Promise<Held[]> {
  const rows = await db.conversations
    .find({ _id: trusted({ $in: held.map((each) => each.conversation) }) }, { cursor: 1, held: 1 })
    .lean<Pick<ConversationRow, '_id' | 'cursor' | 'held'>[]>()
  const found = new Map(rows.map((row) => [row._id, row]))
  return held.filter(({ conversation, to }) => {
    const row = found.get(conversation)
    return !row || row.cursor < to || row.held.includes(agent)
  })
}

/** Changes what an agent holds by compare-and-set. */
async function hold(
  db: Database,
  agent: string,
  decide: (held: Held[]) => Held[] | Promise<Held[]>,
): Promise<void> {
  for (;;) {
    const row = await db.people.findById(agent).lean<PersonRow>()
    const before = row?.held ?? []
    const held = await decide(before)
    if (held.length === before.length && held.every((each, index) => each === before[index])) return
    if (!row && (await insert(db, { _id: agent, rev: 0, until: 0, held }))) return
    if (!row) continue
    const { matchedCount } = await db.people.updateOne(
      { _id: agent, rev: row.rev },
      { $set: { held, rev: row.rev + 1 } },
    )
    if (matchedCount === 1) return
  }
}

async function insert(db: Database, row: PersonRow): Promise<boolean> {
  try {
    await db.people.insertMany([row], { lean: true })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

function weigh(held: Held[]): number {
  return held.reduce((sum, each) => sum + each.weight, 0)
}
