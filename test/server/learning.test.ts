import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '../../nlu/report.ts'
import type { PhraseGroup, Suggestion } from '../../server/api.ts'
import { loggedIn, type Opened, opened } from './opened.ts'

let parley: Opened
let admin: Awaited<ReturnType<typeof loggedIn>>
let agent: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  parley = await opened()
  admin = await loggedIn(parley, parley.url, 'Ada')
  agent = await loggedIn(parley, parley.url, 'Ann', 'agent')
}, 60_000)
afterAll(() => parley.end())

/** A customer says something; gives the conversation once it is read. */
async function says(who: string, text: string): Promise<string> {
  const { id } = await parley.store.identify('web/default', { id: who })
  const event = { type: 'message', id: text, message: { type: 'text', text } } as const
  const item = { key: `message:${text}`, by: 'customer', event, opens: true } as const
  const [at] = await parley.engine.append(id, [item])
  if (!at) throw new Error('it was not stored')
  await parley.engine.readingOf(at)
  return at.conversation
}

const groups = async () => (await admin.ask<{ items: PhraseGroup[] }>('/nlu/phrases')).body.items
const decide = async (phrases: string[], as: unknown) =>
  (await admin.ask<{ decided: number }>('/nlu/phrases', 'POST', { phrases, as })).body.decided
const suggested = async (id: string) =>
  (await agent.ask<{ items: Suggestion[] }>(`/conversations/${encodeURIComponent(id)}/suggestions`)).body
    .items

/** Texts far from anything a shop is asked; which of them the model of today knows nothing of, it is asked itself. */
const far = [
  ...['quantum entanglement of neutron stars', 'xyzzy plugh foobar quux', 'sulphur tectonics granite basalt'],
  ...['photosynthesis of purple algae', 'the third sonata in b flat minor', 'prime numbers modulo eleven'],
  ...['glaciers of the late pleistocene', 'how many legs does a spider have', 'is there life on mars'],
  ...['who won the chess olympiad', 'the boiling point of mercury', 'umbrellas of cherbourg soundtrack'],
]
let [stars, other, asked, nobody] = ['', '', '', '']
beforeAll(async () => {
  const release = await parley.releases.of('shop')
  const isStrange = async (text: string) => {
    const heard = await release.understand(text, { language: 'en', at: '2026-11-24T10:00:00Z' })
    return heard.decision === 'unknown' && heard.confidence < 0.5
  }
  const strange: string[] = []
  for (const text of far) {
    const variants = [text, `${text}, ann@mail.example`, `photon ${text}, +44 20 7946 0958`, `${text} again`]
    if ((await Promise.all(variants.map(isStrange))).every(Boolean)) strange.push(text)
  }
  expect(strange.length, 'the model knows nothing of at least four of these').toBeGreaterThanOrEqual(4)
  ;[stars = '', other = '', asked = '', nobody = ''] = strange
})

test('what was not understood is collected, masked and grouped, once', async () => {
  await says('one', `${stars}, ann@mail.example`)
  await says('two', `photon ${stars}, +44 20 7946 0958`)
  await says('three', other)
  const found = await groups()
  expect(found.map(({ count }) => count)).toEqual([2, 1])
  const texts = found[0]?.examples.map(({ text }) => text).sort()
  expect(texts).toEqual([`photon ${stars}, [phone]`, `${stars}, [email]`])
  expect(found[0]?.examples[0]).toMatchObject({ why: 'missed', language: 'en' })
  expect(found[0]?.examples.map(({ conversation }) => conversation).sort()).toEqual([
    'web/default/one#1',
    'web/default/two#1',
  ])
  expect(await groups()).toEqual(found)
})

test('what a person answered in the bot’s place comes with the answer, and is suggested for the like', async () => {
  const id = await says('four', asked)
  await agent.act(id, { type: 'take' })
  const reply = (text: string) => agent.act(id, { type: 'reply', message: { type: 'text', text } })
  await reply('One moment.')
  await reply('We grow algae in spring only.')
  const example = (await groups()).flatMap(({ examples }) => examples).find(({ text }) => text === asked)
  expect(example?.answer).toBe('We grow algae in spring only.')
  const like = await says('five', `${asked} again`)
  expect(await suggested(like)).toContainEqual({
    from: 'people',
    text: 'We grow algae in spring only.',
    score: expect.any(Number),
    conversation: id,
  })
})

test('what a flow would say is suggested, in the conversation’s language', async () => {
  const id = await says('six', 'I want to return my shoes, how do I send them back')
  const [first] = await suggested(id)
  expect(first).toMatchObject({ from: 'flow', intent: 'returns' })
  expect(first?.text).toContain('within 30 days')
  expect(first?.score).toBeGreaterThan(0.5)
  const spanish = await says('siete', '¿cuáles son las formas de pago que aceptan?')
  expect((await suggested(spanish))[0]?.text).toContain('Puede pagar con tarjeta')
})

test('nothing is suggested for what nobody can answer, nor for a conversation that is not there', async () => {
  const id = await says('seven', nobody)
  expect(await suggested(id)).toEqual([])
  const none = await agent.ask('/conversations/web%2Fdefault%2Fnobody%231/suggestions')
  expect(none.status).toBe(404)
})

test('a group is added to an intent, made a new one, or ignored; then it is decided', async () => {
  const found = await groups()
  const first = found.find(({ examples }) => examples.some(({ text }) => text.includes(stars)))
  const second = found.find(({ examples }) => examples.some(({ text }) => text === other))
  if (!first || !second) throw new Error('no groups')
  expect(await decide(first.phrases, { intent: 'stars' })).toBe(2)
  expect(await decide(first.phrases, { intent: 'stars' })).toBe(0)
  expect(await decide(second.phrases, 'ignored')).toBe(1)
  const left = (await groups()).flatMap(({ examples }) => examples.map(({ text }) => text))
  expect(left.filter((text) => text.includes(stars) || text === other)).toEqual([])
  const { body } = await admin.ask<{ changed: boolean; items: { name: string; phrases: object }[] }>(
    '/nlu/intents',
  )
  expect(body.changed).toBe(true)
  expect(body.items.find(({ name }) => name === 'stars')?.phrases).toEqual({
    en: [`photon ${stars}, [phone]`, `${stars}, [email]`],
    es: [],
    id: [],
  })
})

test('the report tells how well the phrases are told apart, and what would change', async () => {
  const { status, body } = await admin.ask<Report>('/nlu/report')
  expect(status).toBe(200)
  expect(body.accuracy).toBeGreaterThan(60)
  const shares = (body.askedBack ?? 0) + (body.handedOff ?? 0) + (body.answered ?? 0)
  expect(shares).toBeLessThanOrEqual(100.001)
  expect(body.wrong).toBeLessThan(40)
  expect(body.changed?.map(({ text }) => text)).toContain(`${stars}, [email]`)
  const changed = body.changed?.find(({ text }) => text.startsWith(stars))
  expect(changed).toMatchObject({ before: { decision: 'unknown' }, after: { intent: 'stars' } })
  const causes = body.confusions.reduce((sum, { count }) => sum + count, 0)
  expect(causes).toBe(body.mistakes.length)
}, 60_000)
