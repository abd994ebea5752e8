import { expect, it } from 'vitest'
import type { State } from '../../../../flows/state.ts'
import type { ConversationQuery } from '../../../../server/store.ts'
import { account, message, note, person, start, state, turn, type World, waiting } from './shapes.ts'

export function inbox(world: () => World): void {
  /** A conversation in this state, last heard of at this time. */
  const stands = async (name: string, next: State, at = start) => {
    const { a, clock } = world()
    const id = await person(world(), name)
    clock.now = at
    await a.append(id, [message('1'), note('1')])
    await a.commit(turn(`${id}#1`, 0, 1, { state: next, preview: name }))
    clock.now = start
    return `${id}#1`
  }
  const list = async (query: ConversationQuery) =>
    (await world().b.conversations(query)).map((each) => each.id)
  /** All pages of a list. */
  const pages = async (query: ConversationQuery) => {
    const all: string[] = []
    for (
      let page = await list(query);
      page.length > 0;
      page = await list({ ...query, after: page.at(-1) ?? '' })
    )
      all.push(...page)
    return all
  }

  it('lists those who wait by what is promised soonest, page by page', async () => {
    const third = await stands('wait3', waiting('sales', start, start + 300))
    const second = await stands('wait2', waiting('sales', start + 50, start + 200))
    const first = await stands('wait1', waiting('sales', start, start + 200))
    await stands('wait4', waiting('support', start, start + 100))
    const query = { queue: 'sales', order: 'due', limit: 2 } as const
    expect(await list(query)).toEqual([first, second])
    expect(await pages(query)).toEqual([first, second, third])
    expect(await pages({ ...query, limit: 1 })).toEqual([first, second, third])
  })

  it('begins the list anew after one that waits no longer, so that nobody is passed over', async () => {
    const { a } = world()
    const gone = await stands('anew1', waiting('anew', start, start + 100))
    const stays = await stands('anew2', waiting('anew', start, start + 200))
    await a.commit(turn(gone, 1, 2, { state: state(3) }))
    expect(await list({ queue: 'anew', order: 'due', limit: 9, after: gone })).toEqual([stays])
  })

  it('knows the place in the queue, and when there is none', async () => {
    const { a, b } = world()
    const late = await stands('place2', waiting('place', start, start + 900))
    const soon = await stands('place1', waiting('place', start, start + 800))
    expect([await b.place(soon), await b.place(late)]).toEqual([1, 2])
    await a.commit(turn(soon, 1, 2, { state: state(3) }))
    expect([await b.place(soon), await b.place(late), await b.place(`${account}/nobody#1`)]).toEqual([
      null,
      1,
      null,
    ])
  })

  it('takes a conversation out of its queue though its state still says why it waited', async () => {
    const { a, b } = world()
    const taken = await stands('keeps1', waiting('keeps', start, start + 100))
    const why = waiting('keeps', start, start + 100).waiting
    await a.commit(turn(taken, 1, 2, { state: state(3, why ? { waiting: why } : {}) }))
    expect(await b.place(taken)).toBeNull()
    expect(await list({ order: 'due', queue: 'keeps', limit: 9 })).toEqual([])
    expect((await b.counts()).queues.keeps).toBeUndefined()
    expect(await b.conversation(taken)).toMatchObject({
      queue: null,
      since: null,
      due: null,
      state: { waiting: why },
    })
  })

  it('lists the most recent first, page by page, also where times are equal', async () => {
    const old = await stands('recent1', state(0, { owner: 'agent:rea', mode: 'human' }), start + 1)
    const twins = [
      await stands('recent2', state(0, { owner: 'agent:rea', mode: 'human' }), start + 2),
      await stands('recent3', state(0, { owner: 'agent:rea', mode: 'human' }), start + 2),
    ]
    const query = { owner: 'agent:rea', order: 'recent', limit: 1 } as const
    const all = await pages(query)
    expect(all).toHaveLength(3)
    expect(all.at(-1)).toBe(old)
    expect(all.slice(0, 2).sort()).toEqual(twins)
    expect(await list({ ...query, limit: 9 })).toEqual(all)
  })

  it('filters by mode, account and contact', async () => {
    const { a, b } = world()
    const id = await stands('filter', state(0, { mode: 'closed', closedAt: new Date(start).toISOString() }))
    const contact = (await a.identity(id.slice(0, -2)))?.contact ?? ''
    expect(await list({ contact, order: 'recent', limit: 9 })).toEqual([id])
    expect(await list({ contact, mode: 'closed', account, order: 'recent', limit: 9 })).toEqual([id])
    expect(await list({ contact, mode: 'bot', order: 'recent', limit: 9 })).toEqual([])
    expect(await list({ contact, account: 'sms/x', order: 'recent', limit: 9 })).toEqual([])
    expect((await b.conversation(id))?.closedAt).toBe(start)
  })

  it('counts the conversations of each mode and queue', async () => {
    const { a, b } = world()
    const before = await b.counts()
    const one = await stands('count1', waiting('counted', start, start + 100))
    await stands('count2', waiting('counted', start, start + 100))
    await stands('count3', state(0, { mode: 'closed' }))
    expect((await b.counts()).queues.counted).toBe(2)
    await a.commit(turn(one, 1, 2, { state: state(3) }))
    const after = await b.counts()
    expect(after.queues.counted).toBe(1)
    expect(after.modes).toEqual({
      bot: before.modes.bot,
      waiting: before.modes.waiting + 1,
      human: before.modes.human + 1,
      closed: before.modes.closed + 1,
    })
  })

  it('moves a conversation up only when something is said', async () => {
    const { a, b, clock } = world()
    const id = await stands('said', state())
    clock.now = start + 5000
    await a.commit(turn(id, 1, 2))
    expect(await b.conversation(id)).toMatchObject({ preview: 'said', at: start })
    clock.now = start
  })
}
