import { afterAll, beforeAll, describe } from 'vitest'
import type { Store, StoreOptions } from '../../../server/store.ts'
import { inbox } from './contract/inbox.ts'
import { journal } from './contract/journal.ts'
import { outbox } from './contract/outbox.ts'
import { people } from './contract/people.ts'
import { races } from './contract/races.ts'
import { day, start, type World } from './contract/shapes.ts'
import { silence } from './contract/silence.ts'
import { turns } from './contract/turns.ts'

/**
 * What every store promises. `open` opens one more handle on the same data, which is empty at first: two of them
 * stand for two nodes.
 */
export function storeContract(name: string, open: (options: StoreOptions) => Promise<Store>): void {
  describe(`${name}: the contract of a store`, () => {
    const clock = { now: start }
    const options = { clock: () => clock.now, reopen: day }
    const handles: Store[] = []
    let world: World | null = null
    const get = () => {
      if (!world) throw new Error('the store is not open yet')
      return world
    }

    beforeAll(async () => {
      const [a, b] = [await open(options), await open(options)]
      handles.push(a, b)
      world = { a, b, clock }
    })
    afterAll(async () => {
      for (const handle of handles) await handle.close()
    })

    describe('journal', () => journal(get))
    describe('turns', () => turns(get))
    describe('outbox', () => outbox(get))
    describe('silence', () => silence(get))
    describe('inbox', () => inbox(get))
    describe('people', () => people(get))
    describe('races', () => races(get))
  })
}
