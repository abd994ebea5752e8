import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sqlite } from '../../../server/stores/sqlite.ts'
import { startMongod } from '../../mongod.ts'
import { account, day, message, send, start, turn } from '../stores/contract/shapes.ts'

const command = join(import.meta.dirname, '../../../server/commands/store.ts')
const folder = mkdtempSync(join(tmpdir(), 'parley-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => `sqlite:${join(folder, name)}`

/** As a person runs it: a process of its own, in a folder without settings. */
const run = (...words: string[]) =>
  new Promise<{ code: number | string; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env.PATH, DATA_DIR: folder }
    execFile(process.execPath, [command, ...words], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    )
  })

/** The database of a Parley in this folder: two customers, one of them with a reply under way. */
async function fill(): Promise<void> {
  const store = await sqlite(at('parley.db'), { clock: () => start, reopen: day })
  for (const name of ['ann', 'bob']) {
    const { id } = await store.identify(account, { id: name })
    await store.append(id, [message('1'), message('2')])
    if (name === 'ann') await store.commit(turn(`${id}#1`, 0, 1, { jobs: [send('j1')] }))
  }
  await store.close()
}
await fill()

const held = /^contacts +2\nidentities +2\njournal +4\nconversations +1\ndocuments +0\nblobs +0$/m

test('status tells what the store of the settings is and holds', async () => {
  const { code, out } = await run('status')
  expect(code).toBe(0)
  expect(out).toMatch(held)
})

test('backup makes a whole copy, once', async () => {
  const copy = join(folder, 'copy.db')
  expect(await run('backup', copy)).toMatchObject({ code: 0, out: `${copy} is a whole copy as of now.\n` })
  expect((await run('status', '--url', `sqlite:${copy}`)).out).toMatch(held)
  const again = await run('backup', copy)
  expect(again.code).toBe(1)
  expect(again.err).toContain('is there already')
})

test('what is wrong is told in a sentence', async () => {
  const wrong = async (code: number, ...words: string[]) => {
    const ended = await run(...words)
    expect(ended.code, ended.err).toBe(code)
    expect(ended.err).not.toMatch(/^ +at /m)
    return ended.err
  }
  const unreachable = 'mongodb://ann:secret@127.0.0.1:1/x'
  const [own, nowhere] = [at('parley.db'), at('none.db')]
  const told = await Promise.all([
    wrong(2),
    wrong(2, 'status', '--urls', 'x'),
    wrong(1, 'status', '--url', 'postgres://ann:secret@db/x'),
    wrong(1, 'status', '--url', nowhere),
    wrong(1, 'migrate', '--from', own, '--to', own),
    wrong(1, 'migrate', '--from', own, '--to', unreachable),
    wrong(1, 'backup', 'x', '--url', unreachable),
  ])
  expect(told).toEqual([
    expect.stringContaining('npm run store -- status'),
    expect.stringContaining('See --help.'),
    'postgres://db/x is the address of no store. There are: mongodb, sqlite.\n',
    expect.stringContaining('There is no database'),
    '--from and --to are the same.\n',
    expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:1\/x cannot be reached.*Check that MongoDB runs there/),
    expect.stringContaining('mongodump'),
  ])
}, 60_000)

const mongod = await startMongod()
if (mongod) afterAll(() => mongod.stop())

describe.skipIf(!mongod)('with MongoDB: no mongod was found', () => {
  test('migrate moves all there and back, tells so, and refuses what is not empty', async () => {
    const there = mongod?.url('moved') ?? ''
    const back = at('back.db')
    const moved = await run('migrate', '--from', at('parley.db'), '--to', there)
    expect(moved, moved.err).toMatchObject({ code: 0 })
    expect(moved.out).toContain('journal: 4 of 4')
    expect(moved.out).toContain(
      `1 conversations, 0 documents, 0 blobs. Set STORE_URL=${there} and start Parley.`,
    )
    expect((await run('status', '--url', there)).out).toMatch(held)
    expect((await run('migrate', '--from', there, '--to', back)).code).toBe(0)
    expect((await run('status', '--url', back)).out).toMatch(held)
    const again = await run('migrate', '--from', at('parley.db'), '--to', there)
    expect(again.code).toBe(1)
    expect(again.err).toContain('is not empty')
  }, 60_000)
})
