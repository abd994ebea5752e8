import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Inbound, WebhookRequest } from '../../bots/channel.ts'
import { keyOf } from '../../bots/entry.ts'
import { published } from '../fixtures/payloads/index.ts'
import { isPresent, namesOf, type Published, read } from '../fixtures/payloads/published.ts'
import { type Opened, opened } from './opened.ts'

/*
 * Every payload that was published goes through the webhook of the running server, signed as its platform signs. Each
 * has an account of its own, since the published ones name the same messages again and again.
 */

let parley: Opened
beforeAll(async () => {
  parley = await opened()
})
afterAll(() => parley.end())

describe.each(Object.entries(published))('published for %s:', (channel, subject) => {
  const present = isPresent(subject)
  const cases = present ? namesOf(subject).filter((name) => !(name in subject.others)) : []

  test.runIf(present)('each payload is in the table, and what tells nothing says why', () => {
    expect([...Object.keys(subject.becomes), ...Object.keys(subject.others)].sort()).toEqual(namesOf(subject))
    const nothing = Object.entries(subject.becomes).flatMap(([name, events]) =>
      events.length === 0 ? [name] : [],
    )
    expect(Object.keys(subject.why).sort()).toEqual(nothing.sort())
  })

  test.each(cases)('%s is stored as what it tells, once', async (name) => {
    const account = await connected(channel, name, subject)
    for (const _ of ['first', 'again']) {
      const status = await deliver(subject, read(subject, name), account)
      expect(status).toBe(200)
    }
    const told = await parsed(subject, read(subject, name), account)
    expect(told.map(({ event }) => event)).toEqual(subject.becomes[name])
    expect(await journal(account, told)).toEqual(await expected(account, told))
  })

  test.runIf(present)('nothing is stored that is not signed', async () => {
    const account = await connected(channel, 'unsigned', subject)
    for (const name of cases) {
      const { body } = subject.deliver(read(subject, name), addressOf(account))
      const answer = await fetch(addressOf(account), { method: 'POST', body })
      expect(answer.status).toBe(401)
    }
  })

  test.runIf(present && subject.secret)(
    'deliveries are believed at the webhook as the vectors say',
    async () => {
      const vectors: Vector[] = JSON.parse(read({ ...subject, ending: '.json' }, 'vectors'))
      const decided: boolean[] = []
      for (const [index, { secret, headers, body, valid }] of vectors.entries()) {
        const settings = { ...subject.settings, [subject.secret ?? '']: secret }
        const saved = await parley.accounts.save({ channel, name: `vector-${index}`, settings })
        if ('wrong' in saved) continue // a sample's secret that no account can have; the channel's own test decides it
        const url = `/hooks/${saved.id}`
        const { statusCode } = await parley.app.inject({ method: 'POST', url, headers, payload: body })
        expect([index, statusCode < 500, statusCode !== 401]).toEqual([index, true, valid])
        decided.push(valid)
      }
      expect(decided.length).toBeGreaterThan(0)
    },
  )
})

interface Vector {
  secret: string
  headers: Record<string, string>
  body: string
  valid: boolean
}

async function connected(channel: string, payload: string, { settings }: Published): Promise<string> {
  const name = payload.replaceAll('_', '-').toLowerCase().slice(0, 50)
  const saved = await parley.accounts.save({ channel, name, settings })
  if ('wrong' in saved) throw new Error(saved.wrong)
  expect(saved.off).toBeNull()
  return saved.id
}

const addressOf = (account: string) => `${parley.url}/hooks/${account}`

async function deliver(subject: Published, payload: string, account: string): Promise<number> {
  const { body, headers, query } = subject.deliver(payload, addressOf(account))
  const url = addressOf(account) + (query ? `?${query}` : '')
  return (await fetch(url, { method: 'POST', headers, body })).status
}

async function parsed(subject: Published, payload: string, id: string): Promise<Inbound[]> {
  const account = parley.accounts.get(id)
  if (!account) throw new Error(`there is no ${id}`)
  const { body, headers, query } = subject.deliver(payload, addressOf(id))
  const request: WebhookRequest = {
    method: 'POST',
    url: `/hooks/${id}${query ? `?${query}` : ''}`,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers,
    body: Buffer.from(body),
  }
  return account.channel.parse(request, account.settings)
}

/** What a journal must hold: each key of an identity once, the platform's earlier ones first. */
async function expected(account: string, told: Inbound[]): Promise<string[]> {
  const sorted = told.toSorted((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
  const first = new Map<string, string>()
  for (const { from, event, once } of sorted) {
    const { id } = await parley.store.identify(account, from)
    const key = `${id} ${keyOf(event, once)}`
    if (!first.has(key)) first.set(key, JSON.stringify([id, event]))
  }
  return [...first.values()].sort()
}

/** What the journals of those who wrote hold from outside. */
async function journal(account: string, told: Inbound[]): Promise<string[]> {
  const ids = new Set<string>()
  for (const { from } of told) ids.add((await parley.store.identify(account, from)).id)
  const stored: string[] = []
  for (const identity of ids)
    for (const { by, event } of await parley.store.entries({ identity }, { after: 0, limit: 500 }))
      if (by === 'customer' || event.type === 'receipt' || event.type === 'echo')
        stored.push(JSON.stringify([identity, event]))
  return stored.sort()
}
