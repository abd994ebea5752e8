import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { line } from '../../../bots/channels/line.ts'
import { line as published } from '../../fixtures/payloads/line.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/line/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published LINE payloads in ${folder.pathname}`)

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(published.becomes), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(published.becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await line.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('of a group is known as one', async () => {
    for (const name of ['group_text', 'room_text', 'image_in_room_external'])
      expect((await line.parse(request(read(name)), account))[0]?.from.group).toBe(true)
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    expect(vectors).toHaveLength(5)
    for (const { secret, headers, body, valid } of vectors)
      expect(line.verify(request(body, headers), { ...account, secret })).toBe(valid)
  })
})

const account = { apiBase: 'https://api.line.me', dataBase: 'https://api-data.line.me' }

function request(body: string, headers: Record<string, string> = {}) {
  return { method: 'POST', url: '/hooks/line/shop', query: {}, headers, body: Buffer.from(body) }
}
