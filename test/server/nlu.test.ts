import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TrainingState } from '../../server/api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

let parley: Opened
let admin: Awaited<ReturnType<typeof loggedIn>>
let agent: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  parley = await opened()
  admin = await loggedIn(parley, parley.url, 'Ada')
  agent = await loggedIn(parley, parley.url, 'Ann', 'agent')
}, 60_000)
afterAll(() => parley.end())

const understood = async (text: string, language = 'en') => {
  const release = await parley.releases.of('shop')
  return release.understand(text, { language, at: '2026-11-24T10:00:00Z' })
}
const training = async () => (await admin.ask<TrainingState>('/nlu/train')).body
const trained = () =>
  until(async () => {
    const now = await training()
    return now.state !== 'training' && now.state !== 'idle' ? now : null
  }, 60_000)

interface Intents {
  changed: boolean
  items: { name: string; flow: string | null; phrases: Record<string, string[]> }[]
}
const intents = async () => (await admin.ask<Intents>('/nlu/intents')).body
const phrasesOf = async (name: string, language = 'en') =>
  (await intents()).items.find((one) => one.name === name)?.phrases[language] ?? []

test('phrases come from the files until they are edited, and then from both', async () => {
  const before = await phrasesOf('gift_cards')
  expect(before.length).toBeGreaterThan(10)
  expect((await intents()).changed).toBe(false)
  const wanted = [...before.slice(1), 'may I buy a voucher for my mother']
  const put = await admin.ask('/nlu/intents/gift_cards', 'PUT', { phrases: { en: wanted } })
  expect(put.status).toBe(200)
  expect(await phrasesOf('gift_cards')).toEqual(wanted)
  expect((await intents()).changed).toBe(true)
  await admin.ask('/nlu/intents/gift_cards', 'PUT', { phrases: { en: before } })
  expect((await intents()).changed).toBe(false)
})

test('only an administrator edits and trains, and only in languages the bot speaks', async () => {
  expect((await agent.ask('/nlu/intents/x', 'PUT', { phrases: { en: ['x y'] } })).status).toBe(403)
  expect((await agent.ask('/nlu/train', 'POST')).status).toBe(403)
  expect((await agent.ask('/nlu/phrases')).status).toBe(403)
  expect((await admin.ask('/nlu/intents/x', 'PUT', { phrases: { xx: ['x y'] } })).status).toBe(400)
  expect((await admin.ask('/nlu/intents/__proto__', 'PUT', { phrases: { en: ['x y'] } })).status).toBe(400)
})

test('a training publishes what was edited as the next release, with its progress', async () => {
  const before = (await parley.store.read<{ number: number }>('live', 'shop'))?.value.number ?? 0
  const known = await phrasesOf('gift_cards')
  const more = [
    'a hoverboard token',
    'buy hoverboard tokens',
    'how do hoverboard tokens work',
    'hoverboard token please',
  ]
  await admin.ask('/nlu/intents/gift_cards', 'PUT', { phrases: { en: [...known, ...more] } })
  expect((await understood('I want a hoverboard token')).intent).not.toBe('gift_cards')
  const started = await admin.ask<TrainingState>('/nlu/train', 'POST')
  expect(started.status).toBe(202)
  expect((await admin.ask('/nlu/train', 'POST')).status).toBe(409)
  expect(await trained()).toMatchObject({ state: 'done', share: 1, release: before + 1 })
  expect((await understood('I want a hoverboard token')).intent).toBe('gift_cards')
  expect((await intents()).changed).toBe(false)
}, 60_000)

test('phrases that mean two things are named, and what was live stays so', async () => {
  const live = (await parley.store.read<{ number: number }>('live', 'shop'))?.value.number
  await admin.ask('/nlu/intents/odd', 'PUT', { phrases: { en: ['How can I PAY?', '!!!'] } })
  await admin.ask('/nlu/train', 'POST')
  const { state, faults, error } = await trained()
  expect(state).toBe('failed')
  expect(faults?.map(({ language, phrase }) => `${language} ${phrase}`)).toEqual([
    'en How can I PAY?',
    'en !!!',
  ])
  expect(error).toContain('payment')
  expect((await parley.store.read<{ number: number }>('live', 'shop'))?.value.number).toBe(live)
  expect((await understood('how can I pay')).intent).toBe('payment')
  await admin.ask('/nlu/intents/odd', 'DELETE')
  expect((await intents()).changed).toBe(false)
}, 60_000)

test('an intent that a flow hears cannot be published without phrases', async () => {
  const returns = (await intents()).items.find(({ name }) => name === 'returns')?.phrases
  await admin.ask('/nlu/intents/returns', 'DELETE')
  await admin.ask('/nlu/train', 'POST')
  expect((await trained()).error).toContain('returns')
  await admin.ask('/nlu/intents/returns', 'PUT', { phrases: returns })
  expect((await intents()).changed).toBe(false)
}, 60_000)

test('a training that is cancelled publishes nothing', async () => {
  const live = (await parley.store.read<{ number: number }>('live', 'shop'))?.value.number
  const many = Array.from(
    { length: 1500 },
    (_, at) => `word${at} word${at * 7} word${at * 13} word${at % 50}`,
  )
  await admin.ask('/nlu/intents/huge', 'PUT', { phrases: { en: many } })
  await admin.ask('/nlu/train', 'POST')
  const cancelled = await admin.ask<TrainingState>('/nlu/train', 'DELETE')
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  expect((await admin.ask('/nlu/train', 'DELETE')).status).toBe(409)
  await admin.ask('/nlu/intents/huge', 'DELETE')
  await until(async () => (await training()).state === 'cancelled')
  expect((await parley.store.read<{ number: number }>('live', 'shop'))?.value.number).toBe(live)
}, 60_000)
