import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../../bots/channel.ts'
import { x } from '../../../bots/channels/x.ts'
import { x as published } from '../../fixtures/payloads/x.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/x-dm/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published X payloads in ${folder.pathname}`)

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(published.becomes), ...Object.keys(published.others)].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(published.becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await x.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('tells who wrote', async () => {
    const [item] = await x.parse(request(read('dm_received')), account)
    expect(item).toMatchObject({ from: { id: '111111111', name: 'Alt Account' }, account: '222222222' })
  })

  test('of a challenge is answered as the vectors say', () => {
    const vectors: { secret: string; crc_token: string; expect: object }[] = JSON.parse(read('vectors'))
    expect(vectors).toHaveLength(1)
    for (const { secret, crc_token, expect: told } of vectors) {
      const asked = { ...request(''), method: 'GET', query: { crc_token } }
      expect(JSON.parse(x.answer?.(asked, { ...account, apiSecret: secret })?.body ?? '')).toEqual(told)
    }
  })
})

const account = { apiSecret: 'invented', apiBase: 'https://api.x.com' }

function request(body: string): WebhookRequest {
  return { method: 'POST', url: '/hooks/x/shop', query: {}, headers: {}, body: Buffer.from(body) }
}
