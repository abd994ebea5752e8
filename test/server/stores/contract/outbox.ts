import { expect, it } from 'vitest'
import type { Claim, NewJob, Store } from '../../../../server/store.ts'
import { call, failed, message, note, person, send, sent, start, turn, type World, wake } from './shapes.ts'

const lease = 15_000

/** Claims all that is ready in a conversation. */
export function claim(store: Store, conversation: string): Promise<Claim[]> {
  return store.claim({ limit: 10, node: 'n', lease, conversation })
}

/** Claims the one job that is ready. */
export async function only(store: Store, conversation: string): Promise<Claim> {
  const [held, ...more] = await claim(store, conversation)
  if (!held || more.length > 0) throw new Error(`${more.length + Number(!!held)} jobs are ready, not one`)
  return held
}

export function keys(claims: Claim[]): string[] {
  return claims.map((each) => each.job.key)
}

/** A conversation whose first turn has made these jobs, with entries left to read. */
export async function begun(world: World, name: string, jobs: NewJob[]): Promise<string> {
  const id = await person(world, name)
  await world.a.append(id, [message('1'), note('1'), note('2')])
  await world.a.commit(turn(`${id}#1`, 0, 1, { jobs }))
  return `${id}#1`
}

export function outbox(world: () => World): void {
  it('sends one at a time, in order, and lets the others go beside', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'order', [send('o1'), call('o2'), send('o3'), wake('o4'), send('o5')])
    const claims = await claim(a, id)
    expect(keys(claims)).toEqual(['o1', 'o2', 'o4'])
    expect(await claim(b, id)).toEqual([])
    const [first] = claims
    expect(first && (await b.settle(first, sent('o1')))).toBe(true)
    expect(keys(await claim(a, id))).toEqual(['o3'])
  })

  it('gives a claim all that a worker needs', async () => {
    const { a, clock } = world()
    const id = await begun(world(), 'needs', [send('x1')])
    const held = await only(a, id)
    expect(held).toMatchObject({
      conversation: id,
      identity: id.slice(0, -2),
      account: 'web/site',
      again: false,
      job: { ...send('x1'), conversation: id, tries: 1, status: null, reason: null },
    })
    expect(held.job.lease).toEqual({ token: held.token, until: clock.now + lease })
  })

  it('starts nothing before it is due, and knows when the next is', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'early', [wake('e1', start - 5000), wake('e2', start + 1)])
    expect(await b.nextDue()).toBe(start - 5000)
    expect(keys(await claim(a, id))).toEqual(['e1'])
    clock.now = start + 1
    expect(keys(await claim(a, id))).toEqual(['e2'])
    clock.now = start
  })

  it('writes what else a job did before what it is settled by', async () => {
    const { a } = world()
    const id = await begun(world(), 'together', [send('f1')])
    const held = await only(a, id)
    expect(await a.settle(held, sent('f1'), [sent('f1/1'), sent('f1/2')])).toBe(true)
    const entries = await a.entries({ conversation: id }, { limit: 10 })
    expect(entries.map((each) => each.key).slice(-3)).toEqual(['sent:f1/1:1', 'sent:f1/2:1', 'sent:f1:1'])
  })

  it('settles once, with the token of the lease', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'fenced', [send('f1')])
    const held = await only(a, id)
    expect(await b.settle({ ...held, token: 'stale' }, sent('f1'))).toBe(false)
    expect(await b.settle(held, sent('f1'))).toBe(true)
    expect(await a.settle(held, sent('f1', 2))).toBe(false)
    expect(await a.retry(held, start, 'late')).toBe(false)
    expect(await a.park(held, 'dead', 'late', failed('f1', 'dead'))).toBe(false)
    const entries = await a.entries({ conversation: id }, { limit: 10 })
    expect(entries.map((each) => each.key)).toEqual(['message:1', 'note:1', 'note:2', 'sent:f1:1'])
    expect(await a.jobs({ conversation: id, limit: 10 })).toEqual([])
  })

  it('lets another node take what a dead one held, and fences the dead one', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'dead', [send('d1'), send('d2')])
    const held = await only(a, id)
    clock.now = start + lease - 1
    expect(await claim(b, id)).toEqual([])
    clock.now = start + lease
    const taken = await only(b, id)
    expect(taken).toMatchObject({ again: true, job: { key: 'd1', tries: 2 } })
    expect(await a.settle(held, sent('d1'))).toBe(false)
    expect(await a.retry(held, start, 'late')).toBe(false)
    expect(await a.park(held, 'unknown', 'late', failed('d1', 'unknown'))).toBe(false)
    expect(await b.settle(taken, sent('d1', 2))).toBe(true)
    clock.now = start
  })

  it.each([
    ['send', send('half'), sent('half')],
    ['failed send', send('half'), failed('half', 'dead')],
    [
      'call',
      call('half'),
      {
        key: 'result:half',
        by: 'system',
        event: { type: 'result', key: 'half', exit: 'ok', value: 1 },
      } as const,
    ],
    ['wake', wake('half'), { key: 'wake:half', by: 'system', event: { type: 'wake', key: 'half' } } as const],
  ])('does not start a %s again whose end the journal already tells', async (kind, job, item) => {
    const { a, b, clock } = world()
    const id = await begun(world(), `half ${kind}`, [job, send('after')])
    const claims = await claim(a, id)
    for (const each of claims.filter(({ job }) => job.key === 'after')) await a.settle(each, sent('after'))
    await a.append(id.slice(0, -2), [item], { n: 1 })
    clock.now = start + lease
    expect(keys(await claim(b, id))).toEqual(job.effect.type === 'send' ? ['after'] : [])
    const [held] = claims
    expect(held && (await a.settle(held, item))).toBe(false)
    clock.now = start
  })

  it('holds the later ones of a conversation while one is tried again', async () => {
    const { a, b, clock } = world()
    const id = await begun(world(), 'retrying', [send('r1'), send('r2')])
    expect(await b.retry(await only(a, id), start + 500, 'busy')).toBe(true)
    expect(await claim(a, id)).toEqual([])
    const [waits] = await b.jobs({ conversation: id, status: null, limit: 1 })
    expect(waits).toMatchObject({ key: 'r1', tries: 1, reason: 'busy', due: start + 500, lease: null })
    clock.now = start + 500
    expect(await only(a, id)).toMatchObject({ again: false, job: { key: 'r1', tries: 2 } })
    clock.now = start
  })

  it('parks a job to be seen, and lets the next one go', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'parked', [send('p1'), send('p2')])
    const held = await only(a, id)
    expect(await a.park(held, 'dead', 'gone', failed('p1', 'dead'))).toBe(true)
    expect(await b.jobs({ conversation: id, status: 'dead', limit: 10 })).toMatchObject([
      { key: 'p1', status: 'dead', reason: 'gone', lease: null },
    ])
    expect(keys(await claim(b, id))).toEqual(['p2'])
    expect((await b.unread(id, 10)).map((each) => each.key)).toContain('failed:p1:1')
  })

  it('tries a parked job again when an agent wants it, behind what is on the wire', async () => {
    const { a, b } = world()
    const id = await begun(world(), 'again', [send('a1'), send('a2'), send('a3')])
    await a.park(await only(a, id), 'unknown', 'no answer', failed('a1', 'unknown'))
    const wire = await only(b, id)
    expect(wire.job.key).toBe('a2')
    await a.commit(turn(id, 1, 2, { again: ['a1'] }))
    expect(await claim(a, id)).toEqual([])
    await b.settle(wire, sent('a2'))
    const back = await only(a, id)
    expect(back.job).toMatchObject({ key: 'a1', tries: 2 })
    await a.settle(back, sent('a1', 2))
    expect(keys(await claim(a, id))).toEqual(['a3'])
  })

  it('claims no more than was asked for, of all conversations', async () => {
    const { a } = world()
    const ids = [await begun(world(), 'many1', [send('m', 0, 'bot', start - 9000)])]
    ids.push(await begun(world(), 'many2', [send('m', 0, 'bot', start - 8000)]))
    const first = await a.claim({ limit: 1, node: 'n', lease })
    const second = await a.claim({ limit: 1, node: 'n', lease })
    expect([...first, ...second].map((each) => each.conversation)).toEqual(ids)
    expect(await a.claim({ limit: 0, node: 'n', lease })).toEqual([])
  })
}
