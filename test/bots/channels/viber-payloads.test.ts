import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../../bots/channel.ts'
import { viber } from '../../../bots/channels/viber.ts'
import { viber as published } from '../../fixtures/payloads/viber.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/viber/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published Viber payloads in ${folder.pathname}`)

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(published.becomes), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(published.becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await viber.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    expect(vectors).toHaveLength(3)
    for (const { secret, headers, body, valid } of vectors)
      expect(viber.verify(request(body, headers), { ...account, token: secret })).toBe(valid)
  })
})

const account = { token: 'invented', name: 'Example Shop', apiBase: 'https://chatapi.viber.com' }

function request(body: string, headers: Record<string, string> = {}): WebhookRequest {
  return { method: 'POST', url: '/hooks/viber/shop', query: {}, headers, body: Buffer.from(body) }
}
