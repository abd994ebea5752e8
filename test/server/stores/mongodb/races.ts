import { Mongoose } from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../../../../server/store.ts'
import { mongodb as open } from '../../../../server/stores/mongodb.ts'
import type { Mongod } from '../../../mongod.ts'
import { claim, keys, only } from '../contract/outbox.ts'
import { account, day, failed, message, note, send, sent, start, state, turn } from '../contract/shapes.ts'
import { startWire, type Wire } from './wire.ts'

/** Two nodes, one of which is stopped between two of its steps while the other goes on. */
export function races(mongod: Mongod): void {
  const clock = { now: start }
  const options = { clock: () => clock.now, reopen: day }
  const dead: (() => Promise<unknown>)[] = []
  let wire: Wire
  let a: Store
  let b: Store

  beforeAll(async () => {
    wire = await startWire(mongod.port)
    a = await open(wire.url('races'), options)
    b = await open(mongod.url('races'), options)
  })
  afterAll(async () => {
    await Promise.all([a.close(), b.close(), ...dead.map((bury) => bury())])
    await wire.die()
  })

  /** A conversation with these messages to read. */
  async function begin(name: string, ...messages: string[]): Promise<{ id: string; conversation: string }> {
    const { id } = await b.identify(account, { id: name })
    if (messages.length > 0) await b.append(id, messages.map(message))
    return { id, conversation: `${id}#1` }
  }

  /** One more node, made to die where it does this; what it was doing fails. */
  async function dieAt(like: (command: string) => boolean, act: (store: Store) => Promise<unknown>) {
    const way = await startWire(mongod.port)
    const store = await open(way.url('races'), options)
    const { held } = way.hold(like)
    const failing = act(store).then(
      () => Promise.reject(new Error('it did not die')),
      () => undefined,
    )
    await held
    await way.die()
    dead.push(async () => {
      await failing
      await store.close()
    })
  }

  it('gives entries their places anew where another node was there first', async () => {
    const { id, conversation } = await begin('clash')
    const slow = wire.hold(inserts('message:slow'))
    const late = a.append(id, [message('slow'), message('slow too')])
    await slow.held
    await b.append(id, [message('fast')])
    await b.commit(turn(conversation, 0, 1))
    slow.letGo()
    expect((await late).map((each) => each.position)).toEqual([2, 3])
    expect((await b.unread(conversation, 9)).map((each) => each.position)).toEqual([2, 3])
  })

  it('leaves no hole that a slow writer fills behind the cursor', async () => {
    const { id, conversation } = await begin('hole', '1')
    const slow = wire.hold(inserts('message:slow'))
    const late = a.append(id, [message('slow')])
    await slow.held
    await b.append(id, [message('1'), message('2'), message('3')])
    await b.commit(turn(conversation, 0, 3))
    slow.letGo()
    expect(await late).toEqual([{ conversation, position: 4, was: 'stored' }])
    expect((await b.unread(conversation, 9)).map((each) => each.key)).toEqual(['message:slow'])
  })

  it.each([false, true])(
    'opens no second case beside one that is reopened (read already: %s)',
    async (read) => {
      const { id, conversation } = await begin(`reopen ${read}`, '1')
      const closed = state(0, { mode: 'closed', closedAt: new Date(start).toISOString() })
      await b.commit(turn(conversation, 0, 1, { state: closed }))
      clock.now = start + day + 1
      const slow = wire.hold(inserts('message:late'))
      const late = a.append(id, [message('late')])
      await slow.held
      await b.append(id, [note('reopen')], { n: 1 })
      if (read) await b.commit(turn(conversation, 1, 2, { state: state(1) }))
      slow.letGo()
      clock.now = start
      expect(await late).toEqual([{ conversation, position: 3, was: 'stored' }])
    },
  )

  it('carries on for a node that died between its commit and the readings', async () => {
    const { id, conversation } = await begin('died', '1', '2')
    const records = [
      { type: 'remember', name: 'order', value: 'AB123456' },
      { type: 'consent', kind: 'messages', given: false },
    ] as const
    await dieAt(changes('journal'), (node) =>
      node.commit(turn(conversation, 0, 1, { jobs: [send('j1')], records: [...records] })),
    )
    expect((await b.conversation(conversation))?.cursor).toBe(1)
    expect(await b.behind(1000)).toContain(conversation)

    expect((await b.unread(conversation, 9)).map((each) => each.key)).toEqual(['message:2'])
    const [read] = await b.entries({ conversation }, { after: 0, limit: 1 })
    expect(read?.reading).toEqual({ outcome: { type: 'accepted' } })
    const identity = await b.identity(id)
    expect(identity?.refused).toEqual(['messages'])
    expect((await b.contact(identity?.contact ?? ''))?.fields).toEqual({ order: 'AB123456' })
    expect(keys(await claim(b, conversation))).toEqual(['j1'])
  })

  it('brings the readings of a commit to the journal before another takes its place', async () => {
    const { conversation } = await begin('redo', '1', '2')
    const spreading = wire.hold(changes('journal'))
    const committing = a.commit(turn(conversation, 0, 1))
    await spreading.held
    expect(await b.commit(turn(conversation, 1, 2))).toBe('done')
    const readings = async () =>
      (await b.entries({ conversation }, { limit: 9 })).map((each) => each.reading?.outcome.type)
    expect(await readings()).toEqual(['accepted', 'accepted'])
    spreading.letGo()
    expect(await committing).toBe('done')
    expect(await readings()).toEqual(['accepted', 'accepted'])
  })

  it('writes nothing known of old over what a later turn made known', async () => {
    const { id, conversation } = await begin('stale', '1', '2')
    const order = (value: string) => [{ type: 'remember', name: 'order', value } as const]
    const describing = wire.hold(changes('contacts'))
    const committing = a.commit(turn(conversation, 0, 1, { records: order('old') }))
    await describing.held
    await b.commit(turn(conversation, 1, 2, { records: order('new') }))
    describing.letGo()
    expect(await committing).toBe('done')
    const { contact } = (await b.identity(id)) ?? {}
    expect((await b.contact(contact ?? ''))?.fields).toEqual({ order: 'new' })
  })

  it('does not read entries again that another node read between two looks', async () => {
    const { conversation } = await begin('between', '1', '2')
    const seen = await b.unread(conversation, 9)
    expect(seen).toHaveLength(2)
    await a.commit(turn(conversation, 0, 2))
    const cursor = (await b.conversation(conversation))?.cursor ?? 0
    expect(await b.commit({ ...turn(conversation, 0, 2), from: cursor })).toBe('moved')
  })

  it('lets go the room that a turn reserved which was never taken so, and no other', async () => {
    const [one, other] = [await begin('room1', '1'), await begin('room2', '1')]
    const reserve = { agent: 'cap', weight: 1, limit: 1 }
    await dieAt(inserts('conversations\0'), (node) => node.commit(turn(one.conversation, 0, 1, { reserve })))
    const taken = turn(other.conversation, 0, 1, { reserve })
    expect(await b.commit(taken), 'the turn is still to come').toBe('full')
    expect(await b.commit(turn(one.conversation, 0, 1))).toBe('done')
    expect(await b.commit(taken)).toBe('done')
  })

  it('takes no room for the node that came second', async () => {
    const { conversation } = await begin('second', '1')
    await b.attend('gus', start + day)
    const storing = wire.hold(inserts('conversations\0'))
    const reserve = { agent: 'gus', weight: 1, limit: 1 }
    const committing = a.commit(turn(conversation, 0, 1, { reserve }))
    await storing.held
    expect(await b.commit(turn(conversation, 0, 1))).toBe('done')
    storing.letGo()
    expect(await committing).toBe('moved')
    expect(await b.attending()).toEqual([{ agent: 'gus', load: 0 }])
  })

  it('starts nothing of an older epoch where the claim looked before the take', async () => {
    const { conversation } = await begin('take', '1', '2')
    await b.commit(turn(conversation, 0, 1, { jobs: [send('bot')] }))
    const leasing = wire.hold(changes('conversations'))
    const claiming = claim(a, conversation)
    await leasing.held
    await b.commit(turn(conversation, 1, 2, { state: state(1), jobs: [send('agent', 1, 'agent')] }))
    leasing.letGo()
    expect(keys(await claiming)).toEqual(['agent'])
  })

  it('hands over what it leased, and holds it back for nothing that another node was faster at', async () => {
    const [mine, other] = [await begin('mine', '1'), await begin('other', '1')]
    for (const { conversation } of [mine, other])
      await b.commit(turn(conversation, 0, 1, { jobs: [send('only', 0, 'bot', start - day)] }))
    const leasing = wire.hold(both(changes('conversations'), other.conversation))
    const claiming = a.claim({ limit: 9, node: 'a', lease: 15_000 })
    await leasing.held
    const faster = await only(b, other.conversation)
    const looking = wire.hold((command) => command.includes('\x02find\0') && command.includes('ready'))
    leasing.letGo()
    const claims = await Promise.race([claiming, looking.held])
    looking.letGo()
    expect(claims).toMatchObject([{ conversation: mine.conversation }])
    await claiming
    await b.settle(faster, sent('only'))
  })

  it('hands over what it leased though another conversation is damaged', async () => {
    const [whole, damaged] = [await begin('whole', '1'), await begin('damaged', '1')]
    for (const { conversation } of [whole, damaged])
      await b.commit(turn(conversation, 0, 1, { jobs: [send('only', 0, 'bot', start - day)] }))
    const raw = await new Mongoose().createConnection(mongod.url('races')).asPromise()
    const one = { identity: damaged.id }
    await raw.collection('conversations').updateOne(one, { $set: { 'outbox.0.effect': '{' } })
    const claims = await b.claim({ limit: 9, node: 'b', lease: 15_000 })
    expect(claims.map((each) => each.conversation)).toContain(whole.conversation)
    await expect(claim(b, damaged.conversation)).rejects.toThrow(SyntaxError)
    await raw.collection('conversations').deleteOne(one)
    await raw.close()
  })

  it('takes a turn anew where a job was claimed before it was stored', async () => {
    const { conversation } = await begin('crossed', '1', '2')
    await b.commit(turn(conversation, 0, 1, { jobs: [send('j1')] }))
    const storing = wire.hold(changes('conversations'))
    const committing = a.commit(turn(conversation, 1, 2))
    await storing.held
    const held = await only(b, conversation)
    storing.letGo()
    expect(await committing).toBe('done')
    expect(await claim(a, conversation)).toEqual([])
    expect(await b.settle(held, sent('j1'))).toBe(true)
  })

  it('has one on the wire where a parked one comes back while another is claimed', async () => {
    const { conversation } = await begin('back', '1', '2')
    await b.commit(turn(conversation, 0, 1, { jobs: [send('p1'), send('p2')] }))
    await b.park(await only(b, conversation), 'dead', 'gone', failed('p1', 'dead'))
    const leasing = wire.hold(changes('conversations'))
    const claiming = claim(a, conversation)
    await leasing.held
    await b.commit(turn(conversation, 1, 2, { again: ['p1'] }))
    leasing.letGo()
    expect(keys([...(await claiming), ...(await claim(b, conversation))])).toEqual(['p1'])
  })

  it('parks a job whose node died after it had told the journal', async () => {
    const { conversation } = await begin('parking', '1', '2')
    await b.commit(turn(conversation, 0, 1, { jobs: [send('p1'), send('p2')] }))
    const held = await only(b, conversation)
    await dieAt(changes('conversations'), (node) =>
      node.park(held, 'dead', 'the platform said no', failed('p1', 'dead')),
    )
    clock.now = start + 60_000
    expect(keys(await claim(b, conversation))).toEqual(['p2'])
    clock.now = start
    expect(await b.jobs({ conversation, status: 'dead', limit: 9 })).toMatchObject([
      { key: 'p1', reason: 'the platform said no' },
    ])
  })

  it('goes on when its connections were broken, and misses no change', async () => {
    const { id, conversation } = await begin('broken')
    const before = await a.follow(null, 1)
    if (before === 'gone') throw new Error('the present is never gone')
    wire.cut()
    expect(await a.append(id, [message('1')])).toEqual([{ conversation, position: 1, was: 'stored' }])
    await b.append(id, [message('2')])
    expect(await a.follow(before.after, 9)).toMatchObject({
      changes: [
        { conversation, position: 1 },
        { conversation, position: 2 },
      ],
    })
  })
}

/* The steps of a node, as its commands to the database show them: a command begins with its name and its collection. */

function inserts(text: string) {
  return (command: string) => command.includes('\x02insert\0') && command.includes(text)
}

function changes(collection: string) {
  return (command: string) => command.includes('\x02update\0') && command.includes(`${collection}\0`)
}

function both(like: (command: string) => boolean, text: string) {
  return (command: string) => like(command) && command.includes(text)
}
