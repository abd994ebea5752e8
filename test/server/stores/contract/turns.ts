import { expect, it } from 'vitest'
import { account, call, message, note, person, send, start, state, turn, type World, wake } from './shapes.ts'

export function turns(world: () => World): void {
  it('stores one of two nodes that commit the same turn', async () => {
    const { a, b } = world()
    const id = await person(world(), 'same')
    await a.append(id, [message('1')])
    const same = turn(`${id}#1`, 0, 1, { jobs: [send('same')] })
    expect((await Promise.all([a.commit(same), b.commit(same)])).sort()).toEqual(['done', 'moved'])
    expect(await a.jobs({ conversation: `${id}#1`, limit: 10 })).toHaveLength(1)
    expect(await b.commit(same)).toBe('moved')
  })

  it('gives a conversation back as it was committed', async () => {
    const { a, b, clock } = world()
    const id = await person(world(), 'back')
    await a.append(id, [message('1'), message('2')])
    expect(await b.conversation(`${id}#1`)).toBeNull()
    const first = state(0, { release: 7, variables: { topic: 'late', count: 2 } })
    await a.commit(turn(`${id}#1`, 0, 1, { state: first, preview: 'Hello' }))
    clock.now += 1000
    await a.commit(turn(`${id}#1`, 1, 2, { account: 'sms/other', state: { ...first, counter: 4 } }))
    expect(await b.conversation(`${id}#1`)).toEqual({
      id: `${id}#1`,
      identity: id,
      account,
      release: 7,
      cursor: 2,
      mode: 'bot',
      owner: 'bot',
      epoch: 0,
      closedAt: null,
      queue: null,
      since: null,
      due: null,
      tags: [],
      preview: 'Hello',
      at: start,
      state: { ...first, counter: 4 },
    })
    clock.now = start
  })

  it('keeps the records of a turn with it', async () => {
    const { a, b } = world()
    const id = await person(world(), 'records')
    await a.append(id, [message('1'), message('2')])
    await a.commit(
      turn(`${id}#1`, 0, 1, {
        records: [
          { type: 'tag', add: ['vip', 'late'], remove: [] },
          { type: 'remember', name: 'order', value: 'AB123456' },
          { type: 'remember', name: 'email', value: 'ann@example.com' },
          { type: 'consent', kind: 'messages', given: false },
        ],
      }),
    )
    const contact = (await b.identity(id))?.contact ?? ''
    expect((await b.conversation(`${id}#1`))?.tags).toEqual(['vip', 'late'])
    expect((await b.contact(contact))?.fields).toEqual({ order: 'AB123456', email: 'ann@example.com' })
    expect((await b.identity(id))?.refused).toEqual(['messages'])

    await b.commit(
      turn(`${id}#1`, 1, 2, {
        records: [
          { type: 'tag', add: ['vip'], remove: ['late'] },
          { type: 'remember', name: 'order', value: null },
          { type: 'consent', kind: 'messages', given: true },
        ],
      }),
    )
    expect((await a.conversation(`${id}#1`))?.tags).toEqual(['vip'])
    expect((await a.contact(contact))?.fields).toEqual({ email: 'ann@example.com' })
    expect((await a.identity(id))?.refused).toEqual([])
  })

  it('takes jobs out that are no longer wanted', async () => {
    const { a, b } = world()
    const id = await person(world(), 'unwanted')
    await a.append(id, [message('1'), message('2')])
    await a.commit(turn(`${id}#1`, 0, 1, { jobs: [wake('w1'), call('c1'), send('s1'), wake('w2')] }))
    const [held] = await b.claim({ limit: 1, node: 'n', lease: 15_000, conversation: `${id}#1` })
    expect(held?.job.key).toBe('w1')
    await a.commit(turn(`${id}#1`, 1, 2, { cancel: ['w1', 'c1', 's1', 'no such'] }))
    expect((await b.jobs({ conversation: `${id}#1`, limit: 10 })).map((job) => job.key)).toEqual(['w2'])
    const late = { key: 'wake:w1', by: 'system', event: { type: 'wake', key: 'w1' } } as const
    expect(held && (await b.settle(held, late))).toBe(false)
    const [reading] = await b.entries({ conversation: `${id}#1` }, { after: 1, limit: 1 })
    expect(reading?.reading?.cancelled).toEqual(['s1'])
  })

  it('takes back a job that a later step of the same turn cancels', async () => {
    const { a } = world()
    const id = await person(world(), 'net')
    await a.append(id, [message('1'), message('2')])
    await a.commit(turn(`${id}#1`, 0, 2, { jobs: [wake('k1'), wake('k2')], cancel: ['k1'] }))
    expect((await a.jobs({ conversation: `${id}#1`, limit: 10 })).map((job) => job.key)).toEqual(['k2'])
  })

  it('never lets an agent hold more than the limit', async () => {
    const { a, b } = world()
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => person(world(), `room${index}`)))
    await Promise.all(ids.map((id) => a.append(id, [message('1')])))
    const reserve = { agent: 'cap', weight: 1, limit: 3 }
    const answers = await Promise.all(
      ids.map((id, index) => (index % 2 ? a : b).commit(turn(`${id}#1`, 0, 1, { reserve }))),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(3)
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(7)
    const refused = ids[answers.indexOf('full')] ?? ''
    expect(await b.conversation(`${refused}#1`), 'a full agent leaves no trace').toBeNull()
    expect(await b.behind(1000)).toContain(`${refused}#1`)
  })

  it('counts a conversation that is reserved again once, and frees it', async () => {
    const { a, b, clock } = world()
    const [id, other] = [await person(world(), 'held'), await person(world(), 'next')]
    await a.append(id, [message('1'), note('1'), note('2')])
    await a.append(other, [message('1'), note('1')])
    await a.attend('dee', clock.now + 1000)
    const load = async () => (await b.attending()).find((each) => each.agent === 'dee')?.load
    const reserve = { agent: 'dee', weight: 2, limit: 2 }
    expect(await load()).toBe(0)
    expect(await a.commit(turn(`${id}#1`, 0, 1, { reserve }))).toBe('done')
    expect(await a.commit(turn(`${id}#1`, 1, 2, { reserve }))).toBe('done')
    expect(await load()).toBe(2)
    const taken = turn(`${other}#1`, 0, 1, { reserve, free: ['cap'] })
    expect(await b.commit(taken)).toBe('full')
    expect(await a.commit(turn(`${id}#1`, 2, 3, { free: ['dee'] }))).toBe('done')
    expect(await load()).toBe(0)
    expect(await b.commit(taken)).toBe('done')
    expect(await b.commit(turn(`${other}#1`, 1, 2, { reserve, free: ['dee'] })), 'freed and taken').toBe(
      'done',
    )
    expect(await load()).toBe(2)
  })
}
