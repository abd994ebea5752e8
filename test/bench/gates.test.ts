import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqlite } from '../../server/stores/sqlite.ts'
import { gates, heldBy } from './gates.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-gates-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A store with so many messages and replies in it, none of them read by a turn unless they are quiet. */
async function stored({ messages, sent, quiet }: { messages: number; sent: number; quiet: boolean }) {
  const path = join(folder, 'parley.db')
  const store = await sqlite(`sqlite:${path}`, { clock: Date.now, reopen: 0 })
  const { id } = await store.identify('telegram/default', { id: '1' })
  const message = { type: 'text', text: 'hello' } as const
  for (let at = 1; at <= messages; at++)
    await store.append(id, [
      { key: `message:${at}`, by: 'customer', event: { type: 'message', id: `${at}`, message }, quiet },
    ])
  for (let at = 1; at <= sent; at++)
    await store.append(id, [
      {
        key: `sent:s${at}:1`,
        by: 'bot',
        event: { type: 'sent', job: `s${at}`, id: `${at}`, message },
        quiet: true,
      },
    ])
  await store.close()
  return path
}

const seen = (replies: number) => ({ replies, wrong: 0, unasked: 0 })

test('lets figures pass when every message was stored and answered once', async () => {
  const path = await stored({ messages: 2, sent: 2, quiet: true })
  expect(gates(heldBy(path), { accepted: 2, refused: 0, seen: seen(2) })).toEqual([])
})

test('lets none pass when a message is missing, unread, or answered twice', async () => {
  const path = await stored({ messages: 2, sent: 3, quiet: false })
  expect(gates(heldBy(path), { accepted: 3, refused: 1, seen: seen(4) })).toEqual([
    '1 requests were not answered with 2xx',
    '3 messages were accepted, and 4 replies came',
    'the journal holds 2 messages of 3 accepted',
    '2 entries are unread',
  ])
})

test('lets none pass when nothing was measured', async () => {
  const path = await stored({ messages: 0, sent: 0, quiet: true })
  expect(gates(heldBy(path), { accepted: 0, refused: 0, seen: seen(0) })).toEqual(['nothing was accepted'])
})
