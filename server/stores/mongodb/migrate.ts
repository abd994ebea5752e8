import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import type { AboutRow } from './schema.ts'

type About = mongo.Collection<AboutRow>

/** One step to a newer schema. It may be killed in the middle and is then taken again, so it does nothing twice. */
export type Step = () => Promise<void>

/** How long a node that brings the database forward may be silent before another takes its place, ms. */
const patience = 30_000

/**
 * Brings the database forward step by step, by one node at a time; the others wait for it. Steps are numbered from 1.
 * Throws when the database is a newer Parley's.
 */
export async function migrate(
  about: About,
  { steps, shown, pause = 200 }: { steps: readonly Step[]; shown: string; pause?: number },
): Promise<void> {
  const token = randomUUID()
  for (;;) {
    const version = await versionOf(about)
    if (version > steps.length)
      throw new Error(
        `${shown} was written by a newer Parley (schema ${version}; this one knows ${steps.length}). Install that version again, or put back a backup made before the upgrade.`,
      )
    if (version === steps.length) return
    if (await lock(about, token)) {
      try {
        await climb(about, steps, token)
      } finally {
        await about.updateOne({ _id: 'migration', token }, { $unset: { token: '', until: '' } })
      }
    } else await sleep(pause)
  }
}

/** The version of the schema the database has; 0 where there is none yet. */
export async function versionOf(about: About): Promise<number> {
  const found = await about.findOne({ _id: 'parley' })
  return found?.version ?? 0
}

/** Asks for the lock, or holds it longer; by the database's clock. */
async function lock(about: About, token: string): Promise<boolean> {
  await about.updateOne({ _id: 'migration' }, { $setOnInsert: { version: 0 } }, { upsert: true })
  const free = { $or: [{ $eq: ['$token', token] }, { $lt: [{ $ifNull: ['$until', 0] }, now] }] }
  const { matchedCount } = await about.updateOne({ _id: 'migration', $expr: free }, [
    { $set: { token, until: { $add: [now, patience] } } },
  ])
  return matchedCount === 1
}

const now = { $toLong: '$$NOW' }

async function climb(about: About, steps: readonly Step[], token: string): Promise<void> {
  const beat = setInterval(() => void lock(about, token).catch(() => undefined), patience / 3)
  try {
    for (let version = await versionOf(about); version < steps.length; version++) {
      await steps[version]?.()
      // One whose lock was taken meanwhile does not say that it was done.
      if (!(await lock(about, token))) return
      await about.updateOne({ _id: 'parley' }, { $set: { version: version + 1 } }, { upsert: true })
    }
  } finally {
    clearInterval(beat)
  }
}
