import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Inbound } from '../../../bots/channel.ts'
import { email } from '../../../bots/channels/email.ts'
import { becomes } from '../../fixtures/email/published.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/email/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published mails in ${folder.pathname}`)

const account = {
  address: 'support@shop.example',
  mailbox: 'INBOX',
  listenHost: '127.0.0.1',
  plusAddresses: true,
  secret: 'a-secret-of-ours-sixteen',
}

/** One mail is a whole page of offers: what it begins with is enough. */
const long = 'invalid_encoding_8bit'

describe.runIf(present)('a published mail', () => {
  const read = (name: string) =>
    email.parse(
      {
        method: 'POST',
        url: '/hooks/email/shop',
        query: {},
        headers: {},
        body: readFileSync(new URL(`${name}.eml`, folder)),
      },
      account,
    )
  const eventsOf = (items: Inbound[]) => items.map(({ event }) => event)

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []))
    expect(Object.keys(becomes).sort()).toEqual(names.sort())
  })

  test.each(Object.entries(becomes).filter(([name]) => name !== long))(
    'becomes what it tells: %s',
    async (name, events) => {
      expect(eventsOf(await read(name))).toEqual(events)
    },
  )

  test(`becomes what it tells: ${long}`, async () => {
    const [expected] = becomes[long] ?? []
    const [event, ...others] = eventsOf(await read(long))
    const start =
      expected?.type === 'message' && expected.message.type === 'text' ? expected.message.text : ''
    expect(others).toEqual([])
    expect(event).toMatchObject({ ...expected, message: { text: expect.stringContaining(start) } })
    // A letter that the mail's own charset has not is shown as what cannot be read, and hides no other.
    expect(JSON.stringify(event)).toContain('PROVANTAGE')
  })

  test('that no person wrote is not answered', async () => {
    for (const [name, events] of Object.entries(becomes)) {
      const quiet = events.some(({ type }) => type === 'unsupported')
      for (const item of await read(name)) expect(item.quiet === true).toBe(quiet)
    }
  })
})
