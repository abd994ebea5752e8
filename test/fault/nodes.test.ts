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

  // Whether the node that dies had a bot's answer on the wire, which no agent then takes over, is chance: so some tries.
  test('that would not say what may have been sent already would be noticed', {
    retry: 4,
    timeout: 240_000,
  }, async () => {
    const verdict = await faultRun({
      ...shared,
      seed: 14,
      nodes: 2,
      chats: 3,
      at: ['before-settle', 'before-settle', 'before-settle'],
      breakages: ['points'],
      mutant: 'again',
    })
    expect(verdict.faults.join()).toContain('repeated without a mark')
  })
})
