import { expect, it } from 'vitest'
import type { Claim, Store } from '../../../../server/store.ts'
import { message, person, send, sent, start, state, turn, type World } from './shapes.ts'

export function races(world: () => World): void {
  it('lets no cursor pass an entry that was not read', async () => {
    const { a, b } = world()
    const id = await person(world(), 'interleaved')
    const writers = [a, b, a, b].map(async (store, writer) => {
      for (let index = 0; index < 20; index++) {
        const own = message(`${writer}.${index}`)
        await store.append(id, index % 4 === 3 ? [own, message(`shared${index}`)] : [own])
      }
    })
    const seen = new Set<number>()
    let writing = true
    const read = async (store: Store) => {
      const cursor = (await store.conversation(`${id}#1`))?.cursor ?? 0
      const entries = await store.unread(`${id}#1`, 3)
      const last = entries.at(-1)
      if (!last) return false
      expect(entries[0]?.position, 'nothing unread lies behind the cursor').toBeGreaterThan(cursor)
      const next = turn(`${id}#1`, cursor, last.position)
      if ((await store.commit(next)) === 'done') for (const each of entries) seen.add(each.position)
      return true
    }
    const reader = async (store: Store) => {
      while ((await read(store)) || writing) await new Promise((resolve) => setImmediate(resolve))
    }
    const readers = [reader(a), reader(a)]
    await Promise.all(writers)
    writing = false
    await Promise.all(readers)
    expect([...seen].sort((one, other) => one - other)).toEqual(Array.from({ length: 85 }, (_, at) => at + 1))
  })

  it.each([1, 2, 3, 4])(
    'keeps silence and one on the wire, whatever happens at once (seed %i)',
    async (seed) => {
      const { faults, made, settled, cancelled } = await wildly(world(), seed)
      expect(faults).toEqual([])
      expect(settled.length).toBeGreaterThan(20)
      expect(cancelled.length).toBeGreaterThan(10)
      const ended = [...settled, ...cancelled].sort()
      const left = made.filter((key) => key.includes('.0.'))
      expect([...ended, ...left].sort(), 'each is sent or cancelled, once').toEqual(made.sort())
    },
  )
}

/** Two nodes commit, claim, settle and retry at once, drawn from the seed; tells what came of it. */
async function wildly(world: World, seed: number) {
  const random = draw(seed)
  const node = () => (random() < 0.5 ? world.a : world.b)
  const conversations: string[] = []
  for (let index = 0; index < 3; index++)
    conversations.push(`${await person(world, `wild${seed}.${index}`)}#1`)

  const faults: string[] = []
  const epochs = new Map<string, number>()
  const cursors = new Map<string, number>()
  const wire = new Map<string, Claim>()
  const last = new Map<string, number>()
  const made: string[] = []
  const settled: string[] = []

  const take = async (conversation: string, round: number) => {
    const [item] = await node().append(conversation.slice(0, -2), [message(String(round))])
    if (!item) return
    const { position } = item
    const epoch = (epochs.get(conversation) ?? 0) + (random() < 0.3 ? 1 : 0)
    const [one, two] = [`${conversation}.${round}.1`, `${conversation}.${round}.2`]
    const jobs = [send(one, epoch), send(two, epoch, random() < 0.3 ? 'agent' : 'bot')]
    const readings = [{ position, reading: { outcome: { type: 'accepted' } } } as const]
    const next = turn(conversation, cursors.get(conversation) ?? 0, position, {
      state: state(epoch),
      jobs,
      readings,
    })
    if ((await node().commit(next)) !== 'done') faults.push(`${conversation} was not committed`)
    cursors.set(conversation, position)
    epochs.set(conversation, epoch)
    made.push(one, two)
  }

  const claim = async () => {
    const known = new Map(epochs)
    for (const held of await node().claim({ limit: 4, node: 'n', lease: 15_000 })) {
      const { conversation, job } = held
      if (!conversations.includes(conversation)) continue
      if (job.author !== 'agent' && job.epoch < (known.get(conversation) ?? 0))
        faults.push(`${job.key} is old`)
      if (wire.has(conversation)) faults.push(`${job.key} is the second on the wire`)
      if (job.seq < (last.get(conversation) ?? 0)) faults.push(`${job.key} is out of order`)
      wire.set(conversation, held)
      last.set(conversation, job.seq)
    }
  }

  const finish = async (held: Claim) => {
    wire.delete(held.conversation)
    const { key, tries } = held.job
    if (random() < 0.2) return void (await node().retry(held, start, 'busy'))
    if (await node().settle(held, sent(key, tries))) settled.push(key)
    else faults.push(`${key} lost its lease`)
  }

  for (let round = 1; round <= 40; round++) {
    const turns = conversations.filter(() => random() < 0.5).map((conversation) => take(conversation, round))
    const ends = [...wire.values()].filter(() => random() < 0.6).map(finish)
    await Promise.all([claim(), ...ends, ...turns, claim()])
  }
  for (let idle = 0; idle < 2; idle = wire.size > 0 ? 0 : idle + 1) {
    await Promise.all([...wire.values()].map(finish))
    await claim()
  }
  for (const conversation of conversations) await take(conversation, 0)

  const cancelled: string[] = []
  for (const conversation of conversations)
    for (const entry of await world.a.entries({ conversation }, { limit: 1000 }))
      cancelled.push(...(entry.reading?.cancelled ?? []))
  return { faults, made, settled, cancelled }
}

/** A small linear congruential generator: the same numbers for the same seed. */
function draw(seed: number): () => number {
  let value = seed
  return () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648
    return value / 2_147_483_648
  }
}
