import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../server/store.ts'
import { transfer as openMongodb } from '../../../server/stores/mongodb/transfer.ts'
import { mongodb } from '../../../server/stores/mongodb.ts'
import { backup } from '../../../server/stores/sqlite/backup.ts'
import { transfer as openSqlite } from '../../../server/stores/sqlite/transfer.ts'
import { sqlite } from '../../../server/stores/sqlite.ts'
import { counts, type Moved, type Transfer, transfer } from '../../../server/transfer.ts'
import { startMongod } from '../../mongod.ts'
import { account, day, failed, message, send, start, state, turn, waiting, wake } from './contract/shapes.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-transfer-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => `sqlite:${join(folder, name)}`
const options = { clock: () => start, reopen: day }
const alone = { alone: true }

/** Something of every kind: read and unread, jobs leased, parked and timed, room taken, a file, odd characters. */
async function fill(store: Store, people: number): Promise<void> {
  for (let index = 0; index < people; index++) {
    const sender = { id: `p${index}`, aliases: [`alias${index}`], name: `Zoë ${index}`, language: 'de' }
    const { id, contact } = await store.identify(account, sender, { thread: index })
    await store.describe(contact, { order: `AB${index}`, vip: true })
    await store.append(id, [message('1'), message('2'), { ...message('3'), raw: { odd: '\ud800' } }])
    const jobs = [send('s1', 1, 'agent'), send('s2', 1, 'agent'), wake('w1', start + day)]
    const conversation = `${id}#1`
    const reserve = { agent: 'ann', weight: 1, limit: people }
    if (index % 2) await store.commit(turn(conversation, 0, 2, { jobs, state: state(1), reserve }))
    else await store.commit(turn(conversation, 0, 1, { state: waiting('default', start, start + 60_000) }))
  }
  const [leased, parked] = await store.claim({ limit: 2, node: 'n', lease: 15_000 })
  if (parked) await store.park(parked, 'dead', 'gone', failed(parked.job.key, 'dead'))
  expect(leased).toBeDefined()
  await store.write('secret', 'x', { value: 'kept' }, 0)
  await store.write('secret', 'x', { value: 'kept still' }, 1)
  await store.putBlob('file', { type: 'image/png', body: new Uint8Array(2_500_000).fill(7) })
}

type Shelves = { [Kind in keyof Moved]: unknown[] }

/** All that it holds, in an order that does not hang on the store's own. */
async function all({ shelves }: Transfer): Promise<Shelves> {
  const read = async <Row>(shelf: { read(after: null, limit: number): Promise<{ rows: Row[] }> }) =>
    (await shelf.read(null, 10_000)).rows.toSorted((one, other) =>
      JSON.stringify(Object.entries(one ?? {}).sort()) < JSON.stringify(Object.entries(other ?? {}).sort())
        ? -1
        : 1,
    )
  const blobs = await shelves.blobs.read(null, 10)
  return {
    contacts: await read(shelves.contacts),
    identities: await read(shelves.identities),
    journal: await read(shelves.journal),
    conversations: await read(shelves.conversations),
    documents: await read(shelves.documents),
    blobs: blobs.rows.map(({ id, type, body }) => ({ id, type, body: Buffer.from(body).toString('base64') })),
  }
}

/** Moves all and gives what was said. */
async function move(from: Transfer, to: Transfer): Promise<string[]> {
  const said: string[] = []
  await transfer({ from, to, name: 'there', say: (line) => said.push(line) })
  return said
}

describe('a backup', () => {
  it('is whole though it is taken while others write, and is never laid over a file', async () => {
    const store = await sqlite(at('live.db'), options)
    await fill(store, 20)
    const { id } = await store.identify(account, { id: 'p0' })
    const writing = Promise.all(
      Array.from({ length: 300 }, (_, index) => store.append(id, [message(`x${index}`)])),
    )
    backup(at('live.db'), join(folder, 'copy.db'))
    await writing
    expect(() => backup(at('live.db'), join(folder, 'copy.db'))).toThrow('is there already')
    await store.close()
    const copy = await openSqlite(at('copy.db'), alone)
    expect(await counts(copy)).toMatchObject({ identities: 20, conversations: 20, blobs: 1 })
    await copy.close()
  })

  it('is refused where there is no database', () => {
    expect(() => backup(at('none.db'), join(folder, 'none.copy'))).toThrow('There is no database')
  })
})

const mongod = await startMongod()
if (mongod) {
  afterAll(() => mongod.stop())
  describe('all that a store keeps', () => {
    it('goes from SQLite to MongoDB and back, and is the same', async () => {
      const first = await sqlite(at('first.db'), options)
      await fill(first, 30)
      await first.close()
      const [from, between, to] = [
        await openSqlite(at('first.db'), alone),
        await openMongodb(mongod.url('between'), alone),
        await openSqlite(at('second.db'), alone),
      ]
      const before = await all(from)
      expect((await move(from, between)).join()).toContain('journal: 91 of 91')
      expect(await all(between)).toEqual(before)
      await move(between, to)
      expect(await all(to)).toEqual(before)
      for (const each of [from, between, to]) await each.close()

      const store = await mongodb(mongod.url('between'), options)
      const old = await sqlite(at('second.db'), options)
      const keys = async (each: Store) =>
        (await each.claim({ limit: 99, node: 'n', lease: 1 })).map(({ conversation }) => conversation).sort()
      expect(await keys(store)).toEqual((await keys(old)).filter((id) => !id.includes('/p1#')))
      expect(await store.counts()).toEqual(await old.counts())
      await store.attend('ann', start + day)
      await old.attend('ann', start + day)
      expect(await store.attending()).toEqual(await old.attending())
      await store.close()
      await old.close()
    })

    it('goes on where the move was stopped', async () => {
      const store = await sqlite(at('stopped.db'), options)
      await fill(store, 10)
      await store.close()
      const from = await openSqlite(at('stopped.db'), alone)
      const to = await openMongodb(mongod.url('stopped'), alone)
      const { conversations } = to.shelves
      const failing = { ...conversations, write: () => Promise.reject(new Error('stopped')) }
      const broken = { ...to, shelves: { ...to.shelves, conversations: failing } }
      await expect(move(from, broken)).rejects.toThrow('stopped')
      const said = await move(from, to)
      expect(said[0]).toBe('Goes on where it stopped: at journal, of which 31 are there.')
      expect(await all(to)).toEqual(await all(from))
      await expect(move(from, to)).rejects.toThrow('is not empty')
      for (const each of [from, to]) await each.close()
    })

    it('is not called moved when something is missing', async () => {
      const store = await sqlite(at('missing.db'), options)
      await fill(store, 4)
      await store.close()
      const from = await openSqlite(at('missing.db'), alone)
      const to = await openMongodb(mongod.url('missing'), alone)
      const lossy = { ...to.shelves.blobs, write: async () => undefined }
      const losing = { ...to, shelves: { ...to.shelves, blobs: lossy } }
      await expect(move(from, losing)).rejects.toThrow('blobs: 1 were to be copied, and 0 are there')
      for (const each of [from, to]) await each.close()
    })
  })
} else it.skip('moving between stores: no mongod was found', () => undefined)
