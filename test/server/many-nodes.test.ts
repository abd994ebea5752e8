import { mkdtemp } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createListening } from '../../server/listening.ts'
import type { Store } from '../../server/store.ts'
import { sqlite } from '../../server/stores/sqlite.ts'
import { loggedIn, opened, until } from './opened.ts'

let store: Store
const now = { at: 1_790_000_000_000 }
beforeAll(async () => {
  store = await sqlite('sqlite::memory:', { clock: () => now.at, reopen: 1 })
})
afterAll(() => store.close())
const node = (name: string) => createListening({ store, node: name, clock: () => now.at })

test('one node listens to an account, and another once the first has fallen silent', async () => {
  const [one, other] = [node('one'), node('other')]
  // A holder on another machine cannot be asked whether it lives: only its time runs out.
  await store.write('listener', 'telegram/a', { node: 'far', host: 'far', pid: 1, until: now.at + 20_000 }, 0)
  expect(await one.take('telegram/a')).toBe(false)
  now.at += 20_001
  expect(await one.take('telegram/a')).toBe(true)
  expect(await one.take('telegram/a')).toBe(true)
  await one.leave('telegram/a')
  expect(await other.take('telegram/a')).toBe(true)
  await one.leave('telegram/a')
  expect((await store.read<{ node: string }>('listener', 'telegram/a'))?.value.node).toBe('other')
})

test('a holder of this machine that runs no more is not waited for', async () => {
  const dead = { node: 'dead', host: hostname(), pid: 2 ** 22 + 1, until: now.at + 20_000 }
  await store.write('listener', 'telegram/b', dead, 0)
  expect(await node('one').take('telegram/b')).toBe(true)
})

test('an account that was added, changed or taken away on one node is so on the other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'))
  const env = { STORE_URL: `sqlite:${join(folder, 'parley.db')}?shared`, DATA_DIR: folder }
  const [one, other] = [await opened(env), await opened(env)]
  try {
    expect(one.accounts.get('web/default')?.settings).toEqual(other.accounts.get('web/default')?.settings)
    const ann = await loggedIn(one, one.url, 'Ann')
    const shop = { channel: 'web', name: 'shop', settings: { name: 'The shop' } }
    expect((await ann.ask('/accounts', 'POST', shop)).status).toBe(200)
    const visit = () => fetch(`${other.url}/hooks/web/shop/visitors`, { method: 'POST' })
    await until(() => other.accounts.get('web/shop'))
    expect((await visit()).status).toBe(200)
    await ann.ask('/accounts/web%2Fshop', 'PUT', { settings: { name: 'Another name' } })
    await until(() => JSON.stringify(other.accounts.get('web/shop')?.settings).includes('Another name'))
    await ann.ask('/accounts/web%2Fshop', 'DELETE')
    await until(() => other.accounts.get('web/shop') === null)
    expect((await visit()).status).toBe(404)
  } finally {
    await one.end()
    await other.end()
  }
})
