import { describe, expect, test } from 'vitest'
import { findMongod } from '../find-mongod.ts'
import { faultRun } from './run.ts'

/* The long runs are `npm run fault -- --store mongodb --nodes 3`, with and without `--members 3`. */

const shared = { store: 'mongodb', nodes: 3, chats: 6, messages: 6, kills: 2 } as const

describe.skipIf(findMongod() === null)('three nodes on one MongoDB: no mongod was found', () => {
  test('lose, double, disorder and speak over nothing while nodes are killed and stopped', async () => {
    const at = ['after-append', 'after-commit', 'before-settle']
    const verdict = await faultRun({ ...shared, seed: 11, at, breakages: ['points', 'kill', 'pause'] })
    expect(verdict.faults).toEqual([])
    expect(verdict.kills).toBe(at.length + shared.kills)
    expect(verdict.takes).toBeGreaterThanOrEqual(shared.chats)
  }, 240_000)

  test('go on when the database was away, and say so meanwhile', async () => {
    const verdict = await faultRun({ ...shared, seed: 12, breakages: ['cut', 'hole'] })
    expect(verdict.faults).toEqual([])
    expect(Object.keys(verdict.recoveries)).toEqual(['cut', 'hole'])
  }, 240_000)

  test('keep what they acknowledged when the primary is killed, and when it steps down', async () => {
    const verdict = await faultRun({ ...shared, seed: 13, members: 3, breakages: ['primary', 'stepdown'] })
    expect(verdict.faults).toEqual([])
    expect(Object.keys(verdict.recoveries)).toEqual(['primary', 'stepdown'])
  }, 240_000)
})
