import { expect, test } from 'vitest'
import { createSerial } from '../../server/serial.ts'

const gate = () => Promise.withResolvers<void>()

test('runs one task a key at a time, and once more when it was asked for meanwhile', async () => {
  const doors = [gate(), gate()]
  let runs = 0
  let inside = 0
  let most = 0
  const serial = createSerial(
    async () => {
      most = Math.max(most, ++inside)
      await doors[runs++]?.promise
      inside--
    },
    () => undefined,
  )
  const done = serial.run('a')
  void serial.run('a')
  void serial.run('a')
  doors[0]?.resolve()
  doors[1]?.resolve()
  await done
  expect([runs, most]).toEqual([2, 1])
})

test('different keys run side by side', async () => {
  const door = gate()
  const started: string[] = []
  const serial = createSerial(
    async (key) => {
      started.push(key)
      await door.promise
    },
    () => undefined,
  )
  const both = Promise.all([serial.run('a'), serial.run('b')])
  expect(started).toEqual(['a', 'b'])
  door.resolve()
  await both
})

test('tries again after a fault', async () => {
  const twice = gate()
  let runs = 0
  const faults: unknown[] = []
  const serial = createSerial(
    async () => {
      if (++runs === 1) throw new Error('once')
      twice.resolve()
    },
    (_, error) => faults.push(error),
  )
  await serial.run('a')
  await twice.promise
  expect(faults).toHaveLength(1)
  await serial.close()
})

test('close waits for what runs and starts nothing more', async () => {
  const door = gate()
  let ended = false
  const serial = createSerial(
    async () => {
      await door.promise
      ended = true
    },
    () => undefined,
  )
  void serial.run('a')
  const closing = serial.close()
  door.resolve()
  await closing
  expect(ended).toBe(true)
})
