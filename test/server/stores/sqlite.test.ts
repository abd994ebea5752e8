import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../server/store.ts'
import { sqlite as open } from '../../../server/stores/sqlite.ts'
import { account, day, message, send, start, state, turn } from './contract/shapes.ts'
import { storeContract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-store-'))
afterAll(() => rmSync(folder, { recursive: true }))

storeContract('sqlite', (options) => open(`sqlite:${folder}/contract.db?shared`, options))

const options = { clock: () => start, reopen: day }
const at = (name: string) => join(folder, name)

/** A database with one conversation in it. */
async function filled(name: string): Promise<string> {
  const store = await open(`sqlite:${at(name)}`, options)
  const { id } = await store.identify(account, { id: 'ann' })
  for (let index = 0; index < 50; index++) await store.append(id, [message(`${index} ${'x'.repeat(500)}`)])
  await store.commit(turn(`${id}#1`, 0, 1, { jobs: [send('j1')], preview: 'Hello' }))
  await store.close()
  return at(name)
}

describe('a file', () => {
  it('keeps all when it is opened again', async () => {
    const store = await open(`sqlite://${await filled('kept.db')}`, options)
    const id = `${account}/ann`
    expect(await store.entries({ identity: id }, { limit: 100 })).toHaveLength(50)
    expect(await store.conversation(`${id}#1`)).toMatchObject({ cursor: 1, preview: 'Hello', state: state() })
    expect(await store.behind(10)).toEqual([`${id}#1`])
    const claims = await store.claim({ limit: 5, node: 'n', lease: 15_000 })
    expect(claims.map((each) => each.job.key)).toEqual(['j1'])
    await store.close()
  })

  it('lets the next process carry on at once with what a dead one held', async () => {
    const path = await filled('held.db')
    const dead = await open(`sqlite:${path}`, options)
    const claim = { limit: 5, node: 'n', lease: 15_000 }
    expect(await dead.claim(claim)).toMatchObject([{ job: { key: 'j1' }, again: false }])
    const other = await open(`sqlite:${path}?shared`, options)
    expect(await other.claim(claim)).toEqual([])
    await other.close()
    await dead.close()
    const next = await open(`sqlite:${path}`, options)
    expect(await next.claim(claim)).toMatchObject([{ job: { key: 'j1' }, again: true }])
    await next.close()
  })

  it('is made with its folder, for its owner only', async () => {
    const store = await open(`sqlite:${at('new/folder/parley.db')}`, options)
    await store.check()
    for (const end of ['', '-wal']) expect(statSync(at(`new/folder/parley.db${end}`)).mode & 0o077).toBe(0)
    await store.close()
  })

  it('can be memory only', async () => {
    const store = await open('sqlite::memory:', options)
    await store.check()
    expect(await store.append((await store.identify(account, { id: 'x' })).id, [message('1')])).toHaveLength(
      1,
    )
    await store.close()
  })

  it('has an address that is understood or refused', async () => {
    await expect(open('sqlite:', options)).rejects.toThrow('is not the address of a SQLite file')
    await expect(open(`sqlite:${at('x.db')}?other`, options)).rejects.toThrow('is not the address')
  })

  it.each([
    ['a header of zeros', (path: string) => overwrite(path, 0, Buffer.alloc(100))],
    ['pages of noise', (path: string) => overwrite(path, 8192, Buffer.alloc(8192, 0xff))],
    ['its end cut off', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)],
    ['a text in its place', (path: string) => writeFileSync(path, 'Dear diary, '.repeat(100))],
  ])('is refused and left untouched when it is damaged: %s', async (name, damage) => {
    const path = await filled(`damaged ${name}.db`)
    damage(path)
    const before = readFileSync(path)
    await expect(open(`sqlite:${path}`, options)).rejects.toThrow(
      /is damaged.*Put a backup copy in its place/,
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is refused when a newer Parley wrote it', async () => {
    const path = await filled('newer.db')
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 99')
    db.close()
    const before = readFileSync(path)
    await expect(open(`sqlite:${path}`, options)).rejects.toThrow(/written by a newer Parley \(schema 99/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it("is refused when it is another program's", async () => {
    const db = new DatabaseSync(at('other.db'))
    db.exec('CREATE TABLE songs(title TEXT)')
    db.close()
    await expect(open(`sqlite:${at('other.db')}`, options)).rejects.toThrow('is not a database of Parley')
  })

  it('is used by one process at a time, until that one ends, however it ends', async () => {
    const url = `sqlite:${await filled('alone.db')}`
    const store = await open(url, options)
    await expect(open(url, options)).rejects.toThrow('Another Parley uses this folder')
    await store.close()

    const code = `
      import { sqlite as open } from ${JSON.stringify(new URL('../../../server/stores/sqlite.ts', import.meta.url).href)}
      await open(${JSON.stringify(url)}, { clock: Date.now, reopen: 0 })
      console.log('open')
      setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(other.stdout, 'data')
    await expect(open(url, options)).rejects.toThrow('Another Parley uses this folder')
    const ended = once(other, 'exit')
    other.kill('SIGKILL')
    await ended
    const again = await open(url, options)
    await again.check()
    await again.close()
  })
})

describe('a group of writes', () => {
  it('takes back the one that fails, alone', async () => {
    const store = await open('sqlite::memory:', options)
    const { id } = await store.identify(account, { id: 'ann' })
    const answers = await Promise.allSettled([
      store.append(id, [message('1')]),
      store.append(`${account}/nobody`, [message('2')]),
      store.append(id, [message('3')]),
    ])
    expect(answers.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await store.entries({ identity: id }, { limit: 9 })).map((each) => each.position)).toEqual([1, 2])
    await store.close()
  })

  it('takes back all that the failing one wrote', async () => {
    const store = await open('sqlite::memory:', options)
    const { id } = await store.identify(account, { id: 'ann' })
    await store.append(id, [message('1')])
    const never = turn(`${id}#1`, 0, 1, { jobs: [send('j1'), send('j2', 0, 'bot', Number.NaN)] })
    const [failed, stored] = await Promise.allSettled([store.commit(never), store.append(id, [message('2')])])
    expect([failed?.status, stored?.status]).toEqual(['rejected', 'fulfilled'])
    expect(await store.conversation(`${id}#1`)).toBeNull()
    expect(await store.jobs({ limit: 9 })).toEqual([])
    expect((await store.unread(`${id}#1`, 9)).map((each) => each.position)).toEqual([1, 2])
    await store.close()
  })

  it('is finished before the store closes, and nothing is taken after', async () => {
    const path = await filled('closing.db')
    const store = await open(`sqlite:${path}`, options)
    const last = Promise.all(
      Array.from({ length: 200 }, (_, at) => store.append(`${account}/ann`, [message(`l${at}`)])),
    )
    await store.close()
    expect(await last).toHaveLength(200)
    await store.close()
    await expect(store.check()).rejects.toThrow('is closed')
    const again = await open(`sqlite:${path}`, options)
    expect(await again.entries({ identity: `${account}/ann` }, { limit: 999 })).toHaveLength(250)
    await again.close()
  })
})

describe('the feed', () => {
  it('says that a position is gone when its changes are no longer kept', async () => {
    const store = await open('sqlite::memory:', options)
    const { id } = await store.identify(account, { id: 'ann' })
    const begin = await store.follow(null, 1)
    if (begin === 'gone') throw new Error('the present is never gone')
    const many = (from: number, count: number) =>
      store.append(
        id,
        Array.from({ length: count }, (_, index) => message(`${from + index}`)),
      )
    await many(0, 20_000)
    expect(await store.follow(begin.after, 1)).toMatchObject({ changes: [{ position: 1 }] })
    await many(20_000, 200)
    expect(await store.follow(begin.after, 1)).toBe('gone')
    await store.close()
  })
})

describe('a full disk', () => {
  const disk = at('disk')
  const mounted = mount(disk, 'size=3m')
  afterAll(() => {
    if (mounted) execFileSync('umount', ['--lazy', disk])
  })

  it.skipIf(!mounted)('is told as such, and the store goes on when there is room again', async () => {
    const store = await open(`sqlite:${disk}/parley.db`, options)
    const { id } = await store.identify(account, { id: 'ann' })
    const { stored, error } = await fill(store, id)
    expect(error).toMatch(/The disk is full.*Free some space/)
    await expect(store.check()).rejects.toThrow('The disk is full')
    expect(await store.entries({ identity: id }, { limit: 9999 })).toHaveLength(stored)

    execFileSync('mount', ['-o', 'remount,size=32m', disk])
    await store.check()
    expect(await store.append(id, [message('after')])).toMatchObject([
      { position: stored + 1, was: 'stored' },
    ])
    await store.close()
    const again = await open(`sqlite:${disk}/parley.db`, options)
    expect(await again.entries({ identity: id }, { limit: 9999 })).toHaveLength(stored + 1)
    await again.close()
  })
})

/** Appends until the disk takes no more. */
async function fill(store: Store, id: string): Promise<{ stored: number; error: string }> {
  for (let stored = 0; stored < 5000; stored++) {
    try {
      await store.append(id, [{ ...message(String(stored)), raw: 'x'.repeat(5000) }])
    } catch (error) {
      return { stored, error: String(error) }
    }
  }
  throw new Error('the disk never filled')
}

/** Mounts a small file system in memory; false, said aloud, where that is not allowed. */
function mount(path: string, size: string): boolean {
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', path], { stdio: 'pipe' })
    return true
  } catch {
    console.warn('NOT TESTED: a full disk, since a small file system can only be mounted by root')
    return false
  }
}

function overwrite(path: string, from: number, bytes: Buffer): void {
  const whole = readFileSync(path)
  bytes.copy(whole, from)
  writeFileSync(path, whole)
}
