import { expect, it } from 'vitest'
import { begun, claim, keys, only } from './outbox.ts'
import { call, failed, message, person, send, sent, start, state, turn, type World, wake } from './shapes.ts'

export function silence(world: () => World): void {
  it('cancels what the bot has not sent when an agent takes over, and tells in the reading', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'take', [send('t1'), send('t2'), call('t3'), wake('t4')])
    await b.commit(turn(id, 1, 2, { state: state(1), jobs: [send('t5', 1, 'agent')] }))
    expect(keys(await claim(a, id)).sort()).toEqual(['t3', 't4', 't5'])
    const [read] = await a.entries({ conversation: id }, { after: 1, limit: 1 })
    expect(read?.reading).toEqual({ outcome: { type: 'accepted' }, cancelled: ['t1', 't2'] })
  })

  it('lets what is on the wire come to its end before the agent speaks', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'wire', [send('w1'), send('w2')])
    const wire = await only(a, id)
    await b.commit(turn(id, 1, 2, { state: state(1), jobs: [send('w3', 1, 'agent')] }))
    expect(await claim(b, id)).toEqual([])
    expect(await a.settle(wire, sent('w1'))).toBe(true)
    expect(keys(await claim(b, id))).toEqual(['w3'])
  })

  it('applies to the jobs of the turn itself: an earlier step of it is older', async () => {
    const { a, b } = world()
    const id = await person(world(), 'steps')
    await a.append(id, [message('1'), message('2')])
    const jobs = [send('old', 0), send('hello', 1, 'agent'), send('bye', 1)]
    await a.commit(turn(`${id}#1`, 0, 2, { state: state(1), jobs }))
    expect(keys(await claim(b, `${id}#1`))).toEqual(['hello'])
    const [, last] = await b.entries({ identity: id }, { limit: 2 })
    expect(last?.reading?.cancelled).toEqual(['old'])
  })

  it('does not send again what asks for a retry after the epoch rose', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'retry', [send('b1')])
    const wire = await only(a, id)
    await b.commit(turn(id, 1, 2, { state: state(1), jobs: [send('agent', 1, 'agent')] }))
    expect(await a.retry(wire, start + 1000, 'busy')).toBe(true)
    clock.now = start + 2000
    expect(keys(await claim(b, id))).toEqual(['agent'])
    expect(await b.jobs({ conversation: id, status: 'cancelled', limit: 9 })).toMatchObject([{ key: 'b1' }])
    await b.commit(turn(id, 2, 3, { state: state(1) }))
    const [, , read] = await b.entries({ conversation: id }, { limit: 3 })
    expect(read?.reading?.cancelled, 'the next reading tells').toEqual(['b1'])
    clock.now = start
  })

  it('does not send again what a dead node held when the epoch rose', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'lost', [send('c1')])
    await only(a, id)
    await b.commit(turn(id, 1, 2, { state: state(1), jobs: [send('agent', 1, 'agent')] }))
    clock.now = start + 60_000
    expect(keys(await claim(b, id))).toEqual(['agent'])
    expect(await b.jobs({ conversation: id, status: 'unknown', limit: 9 })).toMatchObject([{ key: 'c1' }])
    clock.now = start
  })

  it('looks into the journal before it calls such a send unknown', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'found', [send('g1')])
    await only(a, id)
    await a.append(id.slice(0, -2), [sent('g1')], { n: 1 })
    await b.commit(turn(id, 1, 2, { state: state(1) }))
    clock.now = start + 60_000
    expect(await claim(b, id)).toEqual([])
    expect(await b.jobs({ conversation: id, limit: 9 })).toEqual([])
    clock.now = start
  })

  it('sends again what an agent said, whoever owns the conversation now', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'agents', [send('h1', 0, 'agent')])
    await only(a, id)
    await b.commit(turn(id, 1, 2, { state: state(1) }))
    clock.now = start + 60_000
    expect(await only(b, id)).toMatchObject({ again: true, job: { key: 'h1' } })
    clock.now = start
  })

  it("cancels an older send of the bot's that an agent wants tried again", async () => {
    const { a, b } = world()
    const id = await begun(world(), 'older', [send('i1')])
    await a.park(await only(a, id), 'dead', 'gone', failed('i1', 'dead'))
    await b.commit(turn(id, 1, 2, { state: state(1), again: ['i1'] }))
    expect(await claim(a, id)).toEqual([])
    const [, read] = await a.entries({ conversation: id }, { limit: 3, before: 3 })
    expect(read?.reading?.cancelled).toEqual(['i1'])
  })

  it('does not try a send again that was cancelled on the wire', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'dropped', [send('j1', 0, 'agent'), send('j2', 0, 'agent')])
    const wire = await only(a, id)
    await b.commit(turn(id, 1, 2, { cancel: ['j1', 'j2'] }))
    expect(await a.retry(wire, start, 'busy')).toBe(true)
    expect(await claim(b, id)).toEqual([])

    const other = await begun(world(), 'dropped too', [send('k1', 0, 'agent')])
    const held = await only(a, other)
    await b.commit(turn(other, 1, 2, { cancel: ['k1'] }))
    clock.now = start + 60_000
    expect(await claim(b, other)).toEqual([])
    expect(await a.settle(held, sent('k1'))).toBe(false)
    clock.now = start
  })
}
