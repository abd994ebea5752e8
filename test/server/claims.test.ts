import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../bots/entry.ts'
import type { Outcome } from '../../flows/state.ts'
import type { Item } from '../../server/store.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const agents = Array.from({ length: 50 }, (_, at) => `a${at}`)

/** People who asked for somebody and wait; gives their conversations. */
async function waiting(parley: Opened, prefix: string, many: number): Promise<string[]> {
  const asks = { type: 'message', id: '1', message: { type: 'text', text: 'a person, please' } } as const
  const item: Item = { key: keyOf(asks, ''), by: 'customer', event: asks, opens: true }
  const all = await Promise.all(
    Array.from({ length: many }, async (_, at) => {
      const { id } = await parley.store.identify('web/default', { id: `${prefix}${at}` })
      await parley.engine.append(id, [item])
      return `${id}#1`
    }),
  )
  for (const id of all)
    await until(async () => (await parley.store.conversation(id))?.mode === 'waiting' && true)
  return all
}

/** An agent takes with the epoch they saw; gives what came of it. */
async function take(parley: Opened, agent: string, id: string, epoch: number): Promise<Outcome> {
  const item: Item = { key: `take:${agent}`, by: `agent:${agent}`, event: { type: 'take', epoch } }
  const [at] = await parley.engine.append(id.slice(0, -2), [item], { n: 1 })
  const reading = at && (await until(() => parley.engine.readingOf(at)))
  if (!reading) throw new Error(`${id} was not read`)
  return reading.outcome
}

const owner = async (parley: Opened, id: string) => (await parley.store.conversation(id))?.owner
/** How many of these conversations each agent has. */
const held = async (parley: Opened, ids: string[]) => {
  const owners = await Promise.all(ids.map((id) => owner(parley, id)))
  return Map.groupBy(owners, (name) => name)
}

describe('fifty agents and 500 conversations', () => {
  let parley: Opened
  let bot: string
  beforeAll(async () => {
    bot = await mkdtemp(join(tmpdir(), 'parley-bot-'))
    await cp(join(import.meta.dirname, '../fault/bot'), bot, { recursive: true })
    const page = await readFile(join(bot, 'bot.yaml'), 'utf8')
    await writeFile(join(bot, 'bot.yaml'), `${page}capacity: 40\n`)
    parley = await opened({ BOT_DIR: bot })
  })
  afterAll(async () => {
    await parley.end()
    await rm(bot, { recursive: true })
  })

  test('each conversation has one owner, and each of the others is told who', async () => {
    const ids = await waiting(parley, 'five', 500)
    // Four agents ask for each conversation at the same time, each with the epoch that all of them see.
    const asked = await Promise.all(
      ids.flatMap((id, at) =>
        [0, 1, 2, 3].map(async (nth) => {
          const agent = agents[(at + nth * 11) % agents.length] ?? ''
          return { id, agent, outcome: await take(parley, agent, id, 1) }
        }),
      ),
    )
    for (const [id, tries] of Map.groupBy(asked, (one) => one.id)) {
      const winners = tries.filter(({ outcome }) => outcome.type === 'accepted')
      expect(winners, id).toHaveLength(1)
      const by = `agent:${winners[0]?.agent}`
      expect(await owner(parley, id)).toBe(by)
      for (const { outcome } of tries.filter((one) => one !== winners[0]))
        expect(outcome).toEqual({ type: 'refused', reason: 'taken by someone else', by })
    }
    expect((await parley.store.counts()).modes).toMatchObject({ human: 500, waiting: 0 })
  }, 120_000)
})

describe('agents who have no more room', () => {
  let parley: Opened
  beforeAll(async () => {
    parley = await opened()
  })
  afterAll(() => parley.end())

  test('never hold more than they may, and what they cannot take goes on waiting', async () => {
    const ids = await waiting(parley, 'room', 100)
    for (const agent of agents.slice(0, 10)) await parley.store.attend(agent, Date.now() + 600_000)
    const all = await Promise.all(
      ids.flatMap((id, at) => [0, 1].map((nth) => take(parley, agents[(at + nth * 3) % 10] ?? '', id, 1))),
    )
    const count = (test: (outcome: Outcome) => boolean) => all.filter(test).length
    const owners = await held(parley, ids)
    for (const [name, theirs] of owners) if (name !== 'queue') expect(theirs.length).toBeLessThanOrEqual(4)
    expect(count(({ type }) => type === 'accepted')).toBe(100 - (owners.get('queue')?.length ?? 0))
    expect(count((one) => one.type === 'refused' && one.reason === 'no room')).toBeGreaterThan(0)
    for (const { agent, load } of await parley.store.attending())
      expect(load).toBe(owners.get(`agent:${agent}`)?.length ?? 0)
    expect((await parley.store.counts()).modes.waiting).toBe(owners.get('queue')?.length)
  }, 60_000)

  test('have room again when they give one back', async () => {
    const [full = '', wanted = ''] = await waiting(parley, 'again', 2)
    const others = await waiting(parley, 'fill', 3)
    for (const id of [full, ...others]) expect((await take(parley, 'b1', id, 1)).type).toBe('accepted')
    expect(await take(parley, 'b1', wanted, 1)).toEqual({ type: 'refused', reason: 'no room' })
    const close: Item = { key: 'close:1', by: 'agent:b1', event: { type: 'close', epoch: 2 } }
    await parley.engine.append(full.slice(0, -2), [close], { n: 1 })
    await until(async () => (await parley.store.conversation(full))?.mode === 'closed')
    const again: Item = { key: 'take:again', by: 'agent:b1', event: { type: 'take', epoch: 1 } }
    await parley.engine.append(wanted.slice(0, -2), [again], { n: 1 })
    await until(async () => (await owner(parley, wanted)) === 'agent:b1')
  })

  test('are both turned down when two of them ask for the same one at once', async () => {
    const ids = await waiting(parley, 'both', 9)
    for (const [at, id] of ids.slice(0, 8).entries())
      expect((await take(parley, at < 4 ? 'c1' : 'c2', id, 1)).type).toBe('accepted')
    const wanted = ids[8] ?? ''
    const takes = ['c1', 'c2'].map(
      (agent): Item => ({ key: `take:${agent}`, by: `agent:${agent}`, event: { type: 'take', epoch: 1 } }),
    )
    const places = await parley.engine.append(wanted.slice(0, -2), takes, { n: 1 })
    for (const at of places)
      expect((await parley.engine.readingOf(at))?.outcome).toEqual({ type: 'refused', reason: 'no room' })
    expect(await owner(parley, wanted)).toBe('queue')
  })

  test('by the dashboard: one is told that it is theirs, the others who has it or that they have no room', async () => {
    const ids = await waiting(parley, 'http', 12)
    const people = await Promise.all(
      ['Dee', 'Eve', 'Fay'].map((name) => loggedIn(parley, parley.url, name, 'agent')),
    )
    const answers = await Promise.all(
      ids.flatMap((id) =>
        people.map(async (one) => ({ id, name: one.me.name, ...(await one.act(id, { type: 'take' }, 1)) })),
      ),
    )
    for (const [id, tries] of Map.groupBy(answers, (one) => one.id)) {
      const winners = tries.filter(({ status }) => status === 200)
      expect(winners.length, id).toBeLessThanOrEqual(1)
      for (const { status, body } of tries.filter((one) => !winners.includes(one))) {
        expect(status).toBe(409)
        const { message, by } = Object(body)
        if (message === 'This is not possible now: no room.') continue
        expect(by).toBe(winners[0]?.name)
        expect(message).toBe(`${by} has this conversation.`)
      }
    }
    for (const [name, theirs] of await held(parley, ids))
      if (name !== 'queue') expect(theirs.length).toBeLessThanOrEqual(4)
  })

  test('read why it came to them also after they took it, and it stands in no queue any more', async () => {
    const [id = ''] = await waiting(parley, 'why', 1)
    const gil = await loggedIn(parley, parley.url, 'Gil', 'agent')
    const before = (await gil.detail(id)).body
    expect(before.conversation.waiting).toMatchObject({ queue: 'default', reason: 'asked', late: false })
    expect((await gil.act(id, { type: 'take' })).status).toBe(200)
    const { conversation, brief } = (await gil.detail(id)).body
    expect(conversation).toMatchObject({ mode: 'human', ownerName: 'Gil' })
    const queue = await gil.ask<{ items: { id: string }[] }>('/conversations?view=queue&limit=200')
    expect(queue.body.items.map((one) => one.id)).not.toContain(id)
    expect(brief).toMatchObject({ reason: 'asked', why: before.brief.why, collected: before.brief.collected })
    expect(await parley.store.place(id)).toBeNull()
  })
})
