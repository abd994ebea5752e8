import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { TelegramError } from 'telegraf'
import { describe, expect, test } from 'vitest'
import { telegram } from '../../../bots/channels/telegram.ts'
import { failure } from '../../../bots/platforms/telegram/failure.ts'
import { telegram as published } from '../../fixtures/payloads/telegram.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/telegram/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published Telegram payloads in ${folder.pathname}`)

/** What each published error must mean. */
const means: Record<string, { class: string; after?: number }> = {
  api_error_403_blocked: { class: 'blocked' },
  api_error_403_deactivated: { class: 'blocked' },
  api_error_429: { class: 'retry', after: 14_000 },
}

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')

  test('is in the tables, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(published.becomes), ...Object.keys(means), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(published.becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await telegram.parse(request(read(name)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('of a group is known as one', async () => {
    const items = await telegram.parse(request(read('group_text')), account)
    expect(items[0]?.from.group).toBe(true)
  })

  test.each(Object.entries(means))('that is an error means: %s', (name, meaning) => {
    expect(failure(new TelegramError(JSON.parse(read(name))), 'token')).toMatchObject(meaning)
  })

  test('is believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    for (const { secret, headers, body, valid } of vectors)
      expect(telegram.verify(request(body, headers), { ...account, secret })).toBe(valid)
  })
})

const account = { apiBase: 'https://api.telegram.org' }

function request(body: string, headers: Record<string, string> = {}) {
  return { method: 'POST', url: '/hooks/telegram/shop', query: {}, headers, body: Buffer.from(body) }
}
