import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeBot } from '../../flows/bot.ts'
import { duration } from '../../flows/duration.ts'
import { readRelease } from '../../flows/release.ts'
import { en } from '../../handoff/texts/en.ts'
import { es } from '../../handoff/texts/es.ts'
import { id } from '../../handoff/texts/id.ts'
import { act, readTranscript } from './transcript.ts'
import { kinds, world } from './world.ts'

const folder = (path: string) => new URL(path, import.meta.url)
const shop = folder('../../flows/examples/shop/')
const files = readdirSync(shop).map((name) => ({ name, content: readFileSync(new URL(name, shop), 'utf8') }))
const { parts, faults } = readRelease(files, kinds)

test('the shop has no faults', () => {
  expect(faults).toEqual([])
})

test('the shop has phrases for every intent in every language, and none for two', () => {
  const { intents = {}, bot } = parts ?? {}
  expect(Object.keys(intents).sort()).toEqual([...(bot?.languages ?? [])].sort())
  for (const [language, known] of Object.entries(intents)) {
    expect(Object.keys(known).sort()).toEqual(Object.keys(intents.en ?? {}).sort())
    for (const [intent, phrases] of Object.entries(known))
      expect(phrases.length, `${language} ${intent}`).toBeGreaterThanOrEqual(language === 'en' ? 12 : 8)
    const all = Object.values(known)
      .flat()
      .map((phrase) => phrase.toLowerCase())
    expect(all.filter((phrase, index) => all.indexOf(phrase) !== index)).toEqual([])
  }
})

const queues = Object.fromEntries(
  ['default', ...(parts?.bot.queues ?? [])].map((queue) => [queue, { staffed: true, waiting: 2 }]),
)
const walked = new Set<string>()
const transcripts = folder('./transcripts/')
test.each(readdirSync(transcripts))('the transcript %s is played word for word', (name) => {
  const steps = readTranscript(readFileSync(new URL(name, transcripts), 'utf8'))
  const first = steps[0]?.done ?? ''
  const language = /^language: (\S+)$/.exec(first)?.[1] ?? 'en'
  const talk = world(shopBot(), { language, queues })
  for (const { done, said, line } of steps) {
    if (done === first && done.startsWith('language:')) continue
    const turn = act(talk, done, language)
    expect(turn.said, `line ${line}: ${done}`).toEqual(said)
    expect(turn.outcome, `line ${line}: ${done}`).toEqual({ type: 'accepted' })
    for (const step of turn.path) walked.add(step)
  }
})

test('every step of the shop is walked by some transcript', () => {
  const steps = (parts?.flows ?? []).flatMap(({ flow, nodes }) =>
    Object.keys(nodes).map((name) => `${flow}.${name}`),
  )
  expect(steps.filter((step) => !walked.has(step))).toEqual([])
})

function shopBot() {
  if (!parts) throw new Error(JSON.stringify(faults))
  const { bot, flows } = parts
  return makeBot({
    ...bot,
    flows,
    kinds,
    release: 1,
    texts: { en, es, id },
    promise: duration(bot.promise ?? '') ?? 0,
    silence: duration(bot.silence ?? '') ?? 0,
    capacity: bot.capacity ?? 4,
  })
}
