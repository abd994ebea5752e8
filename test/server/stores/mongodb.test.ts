import { Mongoose } from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseTime } from '../../../server/stores/mongodb/clock.ts'
import { mongodb as open } from '../../../server/stores/mongodb.ts'
import { type Mongod, startMongod } from '../../mongod.ts'
import { account, day, message, send, start, state, turn } from './contract/shapes.ts'
import { storeContract } from './contract.ts'
import { migrations } from './mongodb/migrations.ts'
import { races } from './mongodb/races.ts'

const mongod = await startMongod()
const options = { clock: () => start, reopen: day }

if (mongod) {
  afterAll(() => mongod.stop())
  storeContract('mongodb', (given) => open(mongod.url('contract'), given))
  describe('nodes at once', () => races(mongod))
  describe('databases of an older schema', () => migrations(mongod))
  describe('a database', () => database(mongod))
} else it.skip('the MongoDB store: no mongod was found', () => undefined)

function database(server: Mongod): void {
  it('keeps all when it is opened again', async () => {
    const url = server.url('kept')
    const first = await open(url, options)
    const { id } = await first.identify(account, { id: 'ann' })
    await first.append(id, [message('1'), message('2')])
    await first.commit(turn(`${id}#1`, 0, 1, { jobs: [send('j1')], preview: 'Hello' }))
    await first.close()
    await first.close()
    await expect(first.check()).rejects.toThrow('is closed')

    const store = await open(url, options)
    expect(await store.conversation(`${id}#1`)).toMatchObject({ cursor: 1, preview: 'Hello' })
    expect(await store.behind(10)).toEqual([`${id}#1`])
    const claims = await store.claim({ limit: 5, node: 'n', lease: 15_000 })
    expect(claims.map((each) => each.job.key)).toEqual(['j1'])
    await store.close()
  })

  it('finishes what was begun before it closes', async () => {
    const url = server.url('closing')
    const store = await open(url, options)
    const { id } = await store.identify(account, { id: 'ann' })
    const last = Promise.all(Array.from({ length: 200 }, (_, at) => store.append(id, [message(`${at}`)])))
    await store.close()
    expect((await last).map(([each]) => each?.position)).toEqual(
      Array.from({ length: 200 }, (_, at) => at + 1),
    )
  })

  it('says that a position is gone which was before its node began', async () => {
    const url = server.url('gone')
    const old = await open(url, options)
    const { id } = await old.identify(account, { id: 'ann' })
    const begin = await old.follow(null, 1)
    if (begin === 'gone') throw new Error('the present is never gone')
    await old.append(id, [message('1')])
    const young = await open(url, options)
    expect(await young.follow(begin.after, 1)).toBe('gone')
    expect(await old.follow(begin.after, 1)).toMatchObject({ changes: [{ position: 1 }] })
    await old.close()
    await young.close()
  })

  it('keeps what BSON cannot: strange names, deep values, halves of characters', async () => {
    const store = await open(server.url('strange'), options)
    const { id } = await store.identify(account, { id: 'ann' })
    const deep = JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`)
    const raw = { $where: 1, 'a.b': { '': null }, 'zero\0': '\ud800', ['__proto__']: 1, deep }
    await store.append(id, [{ ...message('1'), raw }])
    expect((await store.unread(`${id}#1`, 1))[0]?.raw).toEqual(raw)
    await store.close()
  })

  it('keeps no more parked jobs in a conversation than can be looked at', async () => {
    const store = await open(server.url('parked'), options)
    const { id } = await store.identify(account, { id: 'ann' })
    const conversation = `${id}#1`
    await store.append(id, [message('1')])
    const jobs = Array.from({ length: 55 }, (_, index) => send(`j${index}`))
    await store.commit(turn(conversation, 0, 1, { jobs }))
    for (const { key } of jobs) {
      const [held] = await store.claim({ limit: 1, node: 'n', lease: 15_000, conversation })
      const event = { type: 'failed', job: key, class: 'dead', reason: 'no' } as const
      if (held) await store.park(held, 'dead', 'no', { key: `failed:${key}:1`, by: 'system', event })
    }
    const kept = await store.jobs({ conversation, status: 'dead', limit: 99 })
    expect([kept.length, kept[0]?.key]).toEqual([50, 'j5'])
    await store.close()
  })

  it('keeps a parked job, and tells every cancelled one, however many are cancelled at once', async () => {
    const store = await open(server.url('many'), options)
    const { id } = await store.identify(account, { id: 'ann' })
    const conversation = `${id}#1`
    await store.append(id, [message('1'), message('2')])
    const jobs = Array.from({ length: 60 }, (_, index) => send(`j${index}`))
    await store.commit(turn(conversation, 0, 1, { jobs }))
    const [held] = await store.claim({ limit: 1, node: 'n', lease: 15_000 })
    const event = { type: 'failed', job: 'j0', class: 'unknown', reason: 'lost' } as const
    if (held) await store.park(held, 'unknown', 'lost', { key: 'failed:j0:1', by: 'system', event })
    await store.commit(turn(conversation, 1, 2, { state: state(1) }))
    expect(await store.jobs({ conversation, limit: 99 })).toMatchObject([{ key: 'j0', status: 'unknown' }])
    const [, taken] = await store.entries({ conversation }, { after: 0, limit: 2 })
    expect(taken?.reading?.cancelled).toHaveLength(59)
    await store.close()
  })

  it('has an address that is understood or refused, its password never shown', async () => {
    await expect(open('mongodb:', options)).rejects.toThrow('is not the address of a MongoDB')
    const wrong = open('mongodb://ann:secret@127.0.0.1:port/x y', options)
    await expect(wrong).rejects.toThrow(/^(?!.*secret)/)
  })

  it('gives at once what is due at once, however far the clock of the node is ahead of its own', async () => {
    const real = Date.now
    const clock = () => real() + 60_000
    Date.now = clock
    try {
      const store = await open(server.url('due'), { clock, reopen: day })
      const { id } = await store.identify(account, { id: 'ann' })
      await store.append(id, [message('1')])
      const due = clock()
      await store.commit(
        turn(`${id}#1`, 0, 1, { jobs: [send('j1', 0, 'bot', due), send('j2', 0, 'bot', due)] }),
      )
      expect(Math.abs(((await store.nextDue()) ?? 0) - due)).toBeLessThan(1000)
      const [held] = await store.claim({ limit: 5, node: 'n', lease: 15_000 })
      expect(held?.job.key).toBe('j1')
      expect((held?.job.lease?.until ?? 0) - due).toBeGreaterThan(10_000)
      if (held) expect(await store.retry(held, clock(), 'busy')).toBe(true)
      expect(await store.claim({ limit: 5, node: 'n', lease: 15_000 })).toMatchObject([
        { job: { key: 'j1' } },
      ])
      await store.close()
    } finally {
      Date.now = real
    }
  })

  it('is refused in words when there is none', async () => {
    await expect(open('mongodb://ann:secret@127.0.0.1:1/x', options)).rejects.toThrow(
      /^mongodb:\/\/127\.0\.0\.1:1\/x cannot be reached.*STORE_URL is right/,
    )
  })

  it('is refused when a newer Parley wrote it', async () => {
    const url = server.url('newer')
    await (await open(url, options)).close()
    const other = await new Mongoose().createConnection(url).asPromise()
    await other.collection('about').updateOne({ version: { $gt: 0 } }, { $set: { version: 99 } })
    await other.close()
    await expect(open(url, options)).rejects.toThrow('written by a newer Parley (schema 99')
  })

  describe('on a server of the wrong kind', () => {
    let alone: Mongod | null = null
    beforeAll(async () => {
      alone = await startMongod({ set: 'none' })
    })
    afterAll(() => alone?.stop())

    it('is refused, with what to do, when it is a standalone', async () => {
      await expect(open(alone?.url('x') ?? '', options)).rejects.toThrow(
        /is a standalone server.*Start mongod with --replSet rs0, run rs\.initiate\(\) once/,
      )
    })
  })

  it('is refused, with what to do, when its replica set was never initiated', async () => {
    const fresh = await startMongod({ set: 'uninitiated' })
    try {
      await expect(open(fresh?.url('x') ?? '', options)).rejects.toThrow(/Run rs\.initiate\(\) once/)
    } finally {
      await fresh?.stop()
    }
  })
}

describe('the time of leases', () => {
  it("is the database's, however wrong the node's clock is", async () => {
    const there = Date.now() + 3_600_000
    const time = await databaseTime(Date.now, async () => there)
    expect((await time()) - there).toBeGreaterThanOrEqual(0)
    expect((await time()) - there).toBeLessThan(3_000_000)
  })

  it('is not led astray by an answer that took its time', async () => {
    let asked = 0
    const slowOnce = async () => {
      const there = Date.now()
      if (asked++ === 0) await new Promise((resolve) => setTimeout(resolve, 1200))
      return there
    }
    const time = await databaseTime(Date.now, slowOnce)
    expect(Math.abs((await time()) - Date.now())).toBeLessThan(300)
    expect(asked).toBeGreaterThan(1)
  })

  it("is the test's where a test brings its own clock", async () => {
    const time = await databaseTime(
      () => 42,
      () => Promise.reject(new Error('not asked')),
    )
    expect(await time()).toBe(42)
  })
})
