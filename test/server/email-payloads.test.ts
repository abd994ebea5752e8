import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signature } from '../../bots/platforms/email/signature.ts'
import { becomes } from '../fixtures/email/published.ts'
import { type Opened, opened } from './opened.ts'

/*
 * Every mail that was published goes through the webhook of the running server. Each has an account of its own, since
 * some of them are of one name and sender.
 */
const folder = new URL('../../../shared/payloads/email/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published mails in ${folder.pathname}`)

const hookSecret = 'an-invented-secret-of-the-hook'
const settings = { address: 'support@shop.example', smtpUrl: 'smtp://127.0.0.1:9', hookSecret }

describe.runIf(present)('a published mail', () => {
  let parley: Opened
  beforeAll(async () => {
    parley = await opened()
  })
  afterAll(() => parley?.end())

  test.each(Object.entries(becomes))('is stored as what it tells, once: %s', async (name, events) => {
    const account = await connected(name)
    const body = readFileSync(new URL(`${name}.eml`, folder))
    for (const _ of ['first', 'again']) expect(await post(account.id, body)).toBe(200)
    const request = { method: 'POST', url: '/', query: {}, headers: {}, body }
    const ids = new Set<string>()
    for (const { from } of await account.channel.parse(request, account.settings))
      ids.add((await parley.store.identify(account.id, from)).id)
    const stored = []
    for (const identity of ids)
      for (const { event } of await parley.store.entries({ identity }, { after: 0, limit: 100 }))
        if (event.type === 'message' || event.type === 'unsupported') stored.push(event)
    expect(stored.map(shortened)).toEqual(events.map(shortened))
  })

  test('is refused when it is not signed, or long ago', async () => {
    const { id } = await connected('unsigned')
    expect(await post(id, Buffer.from('From: a@b.example\n\nHello'), 'sha256=00')).toBe(401)
    expect(await post(id, Buffer.from('From: a@b.example\n\nHello'), undefined, Date.now() - 301_000)).toBe(
      401,
    )
  })

  async function connected(name: string) {
    const saved = await parley.accounts.save({
      channel: 'email',
      name: name.replaceAll('_', '-').toLowerCase().slice(0, 50),
      settings,
    })
    if ('wrong' in saved) throw new Error(saved.wrong)
    return saved
  }

  async function post(account: string, body: Buffer, forged?: string, at = Date.now()): Promise<number> {
    const seconds = String(Math.floor(at / 1000))
    const answer = await fetch(`${parley.url}/hooks/${account}`, {
      method: 'POST',
      headers: {
        'content-type': 'message/rfc822',
        'x-parley-timestamp': seconds,
        'x-parley-signature': forged ?? signature(hookSecret, seconds, body),
      },
      body: new Uint8Array(body),
    })
    return answer.status
  }
})

/** One mail is a whole page of offers: what it begins with is enough. */
function shortened(event: { type: string; message?: { type: string; text?: string } }) {
  const text = event.message?.text
  return text === undefined ? event : { ...event, message: { ...event.message, text: text.slice(0, 60) } }
}
