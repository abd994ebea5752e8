import { expect, test } from 'vitest'
import { points } from './points.ts'
import { faultRun } from './run.ts'

/* The long run is `npm run fault`. */

test('nothing acknowledged is lost, doubled, disordered or spoken over though it dies at every point', async () => {
  const verdict = await faultRun({ seed: 1, chats: 24, messages: 5, kills: 3 })
  expect(verdict.faults).toEqual([])
  expect(verdict.kills).toBe(points.length + 3)
  expect(verdict.acked).toBeGreaterThanOrEqual(100)
  expect(verdict.takes).toBeGreaterThanOrEqual(10)
}, 240_000)

const calm = { chats: 3, messages: 8, kills: 0, at: [] }

test('a Parley without its rule for doubles would be noticed', async () => {
  const verdict = await faultRun({ ...calm, seed: 2, mutant: 'dedupe' })
  expect(verdict.twice).toBeGreaterThan(0)
  expect(verdict.faults.join()).toContain('handled twice')
}, 120_000)

test('a Parley without its rule of silence would be noticed', async () => {
  const verdict = await faultRun({ ...calm, seed: 3, mutant: 'epoch', delay: 60 })
  expect(verdict.spoken).toBeGreaterThan(0)
  expect(verdict.faults.join()).toContain('while an agent had the conversation')
}, 120_000)

test('and a whole one is not, under the same conditions', async () => {
  const verdict = await faultRun({ ...calm, seed: 3, delay: 60 })
  expect(verdict.faults).toEqual([])
  expect(verdict.takes).toBeGreaterThanOrEqual(calm.chats)
}, 120_000)
