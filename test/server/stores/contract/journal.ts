import { expect, it } from 'vitest'
import { day, message, note, person, receipt, start, state, turn, type World } from './shapes.ts'

export function journal(world: () => World): void {
  it('puts two simultaneous first messages into one conversation', async () => {
    const { a, b } = world()
    const id = await person(world(), 'album')
    const stored = (await Promise.all([a.append(id, [message('1')]), b.append(id, [message('2')])])).flat()
    expect(stored.map((each) => each.conversation)).toEqual([`${id}#1`, `${id}#1`])
    expect(stored.map((each) => each.position).sort()).toEqual([1, 2])
  })

  it('takes the same key once', async () => {
    const { a, b } = world()
    const id = await person(world(), 'twice')
    const both = (await Promise.all([a.append(id, [message('1')]), b.append(id, [message('1')])])).flat()
    expect(both.map((each) => each.was).sort()).toEqual(['already', 'stored'])
    expect(await a.entries({ identity: id }, { limit: 10 })).toHaveLength(1)
  })

  it('takes the same key of two identities twice', async () => {
    const { a } = world()
    const [one, other] = [await person(world(), 'one'), await person(world(), 'other')]
    expect((await a.append(one, [message('1')]))[0]?.was).toBe('stored')
    expect((await a.append(other, [message('1')]))[0]?.was).toBe('stored')
  })

  it('leaves no hole where a batch has a duplicate in the middle', async () => {
    const { a, b } = world()
    const id = await person(world(), 'middle')
    await a.append(id, [message('b')])
    const batch = await b.append(id, [message('a'), message('b'), message('c')])
    expect(batch.map(({ position, was }) => [position, was])).toEqual([
      [2, 'stored'],
      [1, 'already'],
      [3, 'stored'],
    ])
  })

  it('gives entries back as they were written', async () => {
    const { a, b, clock } = world()
    const id = await person(world(), 'whole')
    const odd = {
      ...message('“odd” \u0000 \ud83d\ude00'),
      raw: { kept: ['as', 1, null] },
      at: '2026-01-01T00:00:00.000Z',
    }
    await a.append(id, [odd, message('plain')])
    const [first, second] = await b.unread(`${id}#1`, 10)
    const { quiet: _, opens: __, ...entry } = { quiet: false, ...odd }
    expect(first).toEqual({ ...entry, conversation: `${id}#1`, position: 1 })
    expect(second?.at).toBe(new Date(clock.now).toISOString())
    expect(second && 'raw' in second).toBe(false)
  })

  it('goes on with a case within a day of its close, and starts the next one later', async () => {
    const { a, b, clock } = world()
    const id = await person(world(), 'years')
    const closed = state(0, { mode: 'closed', closedAt: new Date(start).toISOString() })
    const where = async (key: string) => (await b.append(id, [message(key)]))[0]?.conversation
    try {
      await a.append(id, [message('1')])
      await a.commit(turn(`${id}#1`, 0, 1, { state: closed }))
      clock.now = start + day
      expect(await where('2')).toBe(`${id}#1`)
      clock.now = start + 3 * day
      expect(await where('3'), 'an unread entry may reopen it').toBe(`${id}#1`)
      await a.commit(turn(`${id}#1`, 1, 3, { state: closed }))

      expect((await a.append(id, [receipt('p1')]))[0]?.conversation, 'a receipt opens nothing').toBe(
        `${id}#1`,
      )
      expect(await where('4')).toBe(`${id}#2`)
      expect(await where('1'), 'a redelivery stays where it is').toBe(`${id}#1`)
      expect((await a.append(id, [note('n')], { n: 1 }))[0]).toEqual({
        conversation: `${id}#1`,
        position: 6,
        was: 'stored',
      })
      expect(await where('5'), 'a late note does not pull messages back').toBe(`${id}#2`)
    } finally {
      clock.now = start
    }
  })

  it('opens one next case for a batch, not one for each message', async () => {
    const { a, clock } = world()
    const id = await person(world(), 'batch')
    try {
      await a.append(id, [message('1')])
      const closed = state(0, { mode: 'closed', closedAt: new Date(start).toISOString() })
      await a.commit(turn(`${id}#1`, 0, 1, { state: closed }))
      clock.now = start + day + 1
      const batch = await a.append(id, [message('2'), message('3')])
      expect(batch.map((each) => each.conversation)).toEqual([`${id}#2`, `${id}#2`])
    } finally {
      clock.now = start
    }
  })

  it('takes a redelivery as one after contacts were merged', async () => {
    const { a, b } = world()
    const [one, other] = [await person(world(), 'left'), await person(world(), 'right')]
    await a.append(one, [message('1')])
    const [from, into] = [await a.identity(one), await a.identity(other)]
    await b.merge(from?.contact ?? '', into?.contact ?? '')
    expect(await person(world(), 'left')).toBe(one)
    expect(await b.append(one, [message('1')])).toEqual([
      { conversation: `${one}#1`, position: 1, was: 'already' },
    ])
  })

  it('does not find quiet entries behind, and lets the cursor pass them', async () => {
    const { a, b } = world()
    const id = await person(world(), 'quiet')
    await a.append(id, [message('1'), receipt('p1'), message('2')])
    expect((await b.unread(`${id}#1`, 10)).map((each) => each.position)).toEqual([1, 3])
    expect(await b.behind(1000)).toContain(`${id}#1`)
    await a.commit(turn(`${id}#1`, 0, 3))
    await a.append(id, [receipt('p2')])
    expect(await b.behind(1000)).not.toContain(`${id}#1`)
    expect(await b.unread(`${id}#1`, 10)).toEqual([])
  })

  it('reads a stretch after a position, and the last ones before one, with readings', async () => {
    const { a, b } = world()
    const id = await person(world(), 'stretch')
    await a.append(id, ['1', '2', '3', '4', '5'].map(message))
    await a.commit(turn(`${id}#1`, 0, 2))
    const positions = async (range: { after?: number; before?: number; limit: number }) =>
      (await b.entries({ conversation: `${id}#1` }, range)).map((each) => each.position)
    expect(await positions({ after: 1, limit: 2 })).toEqual([2, 3])
    expect(await positions({ before: 4, limit: 2 })).toEqual([2, 3])
    expect(await positions({ limit: 2 })).toEqual([4, 5])
    const read = await b.entries({ identity: id }, { after: 1, limit: 2 })
    expect(read.map((each) => each.reading?.outcome.type)).toEqual(['accepted', undefined])
  })

  it('keeps the cases of one identity apart', async () => {
    const { a, b } = world()
    const id = await person(world(), 'cases')
    await a.append(id, [message('1')])
    await a.append(id, [message('2')], { n: 2 })
    await a.append(id, [message('3')], { n: 1 })
    const of = (conversation: string) => b.entries({ conversation }, { limit: 10 })
    expect((await of(`${id}#1`)).map((each) => each.position)).toEqual([1, 3])
    expect((await of(`${id}#2`)).map((each) => each.position)).toEqual([2])
    expect(await b.entries({ identity: id }, { limit: 10 })).toHaveLength(3)
  })

  it('tells every change in order to who follows, and says when a position is gone', async () => {
    const { a, b } = world()
    const id = await person(world(), 'followed')
    const begin = await b.follow(null, 10)
    if (begin === 'gone') throw new Error('the present is never gone')
    expect(begin.changes).toEqual([])
    await a.append(id, [message('1'), message('2')])
    await b.commit(turn(`${id}#1`, 0, 2))
    const some = await b.follow(begin.after, 3)
    const rest = some === 'gone' ? some : await a.follow(some.after, 10)
    if (some === 'gone' || rest === 'gone') throw new Error('what has just happened is at hand')
    const conversation = `${id}#1`
    expect([...some.changes, ...rest.changes]).toEqual([
      { conversation, position: 1, kind: 'entry' },
      { conversation, position: 2, kind: 'entry' },
      { conversation, position: 1, kind: 'turn' },
      { conversation, position: 2, kind: 'turn' },
    ])
    expect(await a.follow(rest.after, 10)).toEqual({ after: rest.after, changes: [] })
    expect(await a.follow('of another store', 10)).toBe('gone')
  })
}
