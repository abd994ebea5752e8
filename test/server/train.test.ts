import { expect, test } from 'vitest'
import { openEngine } from '../../nlu/open.ts'
import { train } from '../../server/train.ts'
import { meaning } from '../nlu/meaning.ts'
import { shop } from '../nlu/shop.ts'

test.each(['default', 'classic'] as const)(
  'a thread trains the engine %s as it is trained here',
  async (engine) => {
    const opened = await openEngine(engine, meaning)
    const bytes = await train(shop, { engine, seed: 2 })
    expect(bytes).toEqual(opened.train(shop, { seed: 2 }))
    const { understand, threshold } = opened.read(bytes)
    const heard = understand('I need to cancel an order', { language: 'en' })
    expect(heard.intent).toBe('cancel_order')
    expect(heard.scope).toBeGreaterThan(threshold)
  },
)

test('progress comes in order and reaches the whole', async () => {
  const shares: number[] = []
  await train(shop, { progress: (share) => shares.push(share) })
  expect(shares.length).toBeGreaterThan(5)
  expect(shares).toEqual([...shares].sort((left, right) => left - right))
  expect(shares.at(-1)).toBe(1)
})

test('training that is no longer wanted ends', async () => {
  const stop = new AbortController()
  const reason = new Error('The bot was published anew')
  const training = train(shop, { signal: stop.signal, progress: () => stop.abort(reason) })
  await expect(training).rejects.toBe(reason)
  await expect(train(shop, { signal: stop.signal })).rejects.toBe(reason)
})
