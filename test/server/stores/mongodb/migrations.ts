import { Mongoose } from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate, type Step, versionOf } from '../../../../server/stores/mongodb/migrate.ts'
import type { AboutRow } from '../../../../server/stores/mongodb/schema.ts'
import type { Mongod } from '../../../mongod.ts'

/** Several nodes that find an older schema at the same time. */
export function migrations(mongod: Mongod): void {
  const mongoose = new Mongoose()
  beforeAll(async () => void (await mongoose.connect(mongod.url('migrations'))))
  afterAll(() => mongoose.disconnect())

  const about = (name: string) => mongoose.connection.getClient().db(name).collection<AboutRow>('about')
  const options = { shown: 'it', pause: 5 }

  it('are brought forward by one of them, a step at a time, while the others wait', async () => {
    const taken: number[] = []
    let at = 0
    const steps: Step[] = [1, 2, 3].map((number) => async () => {
      expect(at++).toBe(0)
      await new Promise((resolve) => setTimeout(resolve, 20))
      taken.push(number)
      at--
    })
    const nodes = Array.from({ length: 5 }, () => migrate(about('forward'), { ...options, steps }))
    await Promise.all(nodes)
    expect(taken).toEqual([1, 2, 3])
    expect(await versionOf(about('forward'))).toBe(3)
  })

  it('go on with the step in which one of them failed', async () => {
    const taken: number[] = []
    const step = (number: number) => async () => void taken.push(number)
    const failing = [step(1), () => Promise.reject(new Error('the disk is full')), step(3)]
    await expect(migrate(about('failed'), { ...options, steps: failing })).rejects.toThrow('disk is full')
    expect(await versionOf(about('failed'))).toBe(1)
    await migrate(about('failed'), { ...options, steps: [step(1), step(2), step(3)] })
    expect(taken).toEqual([1, 2, 3])
  })

  it('go on when the one that held the lock is gone', async () => {
    const until = Date.now() - 1
    await about('gone').insertOne({ _id: 'migration', version: 0, token: 'dead', until })
    await migrate(about('gone'), { ...options, steps: [async () => undefined] })
    expect(await versionOf(about('gone'))).toBe(1)
  })

  it('are left as they are by an older Parley', async () => {
    await about('ahead').insertOne({ _id: 'parley', version: 2 })
    const older = migrate(about('ahead'), { ...options, steps: [() => Promise.reject(new Error('taken'))] })
    await expect(older).rejects.toThrow('it was written by a newer Parley (schema 2; this one knows 1)')
  })
}
