import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Json } from '../../bots/message.ts'
import { makeBot } from '../../flows/bot.ts'
import { duration } from '../../flows/duration.ts'
import { readRelease } from '../../flows/release.ts'
import { en } from '../../handoff/texts/en.ts'
import { es } from '../../handoff/texts/es.ts'
import { id } from '../../handoff/texts/id.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'
import { kinds, meaning, type Played, world } from './world.ts'

/*
 * A transcript is what is done, each with what is said upon it, word for word:
 *   language: es                       the account's language, first
 *   customer: where is it [delivery]   a message, and how it is understood; [a?b] asks back, [none] is not known
 *   picks: late                        a button
 *   call ok {"due": "Monday"}          what came of a call or an action
 *   agent ann: take                    also reply TEXT, release, release not, close
 *   bot: …, parley: …, agent:ann: …    what is said; “- ” goes on with its choices
 */
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
  const steps = read(readFileSync(new URL(name, transcripts), 'utf8'))
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

interface Step {
  done: string
  said: string[]
  line: number
}

function read(transcript: string): Step[] {
  const steps: Step[] = []
  for (const [index, text] of transcript.split('\n').entries()) {
    const said = steps.at(-1)?.said
    if (text.trim() === '' || text.startsWith('#')) continue
    if (/^(bot|parley|agent:\w+): /.test(text)) said?.push(text)
    else if (text.startsWith('- ')) said?.push(`${said.pop()}\n${text}`)
    else steps.push({ done: text, said: [], line: index + 1 })
  }
  return steps
}

function act(talk: ReturnType<typeof world>, done: string, language: string): Played {
  const [, message, meant] = /^customer: (.*?)(?: \[([^\]]+)\])?$/.exec(done) ?? []
  if (message !== undefined)
    return talk.says(message, meant === undefined ? undefined : meaningOf(meant, language))
  const [, value] = /^picks: (.+)$/.exec(done) ?? []
  if (value !== undefined) return talk.picks(value)
  const [, kind, exit, result] = /^(call|act) (ok|failed)(?: (.+))?$/.exec(done) ?? []
  if (kind !== undefined) {
    const outcome: Json = result === undefined ? null : JSON.parse(result)
    return talk.result(exit === 'ok' ? 'ok' : 'failed', outcome, kind === 'call' ? 'call' : 'act')
  }
  const [, agent = '', does, words = ''] = /^agent (\w+): (\w+) ?(.*)$/.exec(done) ?? []
  if (does === 'take' || does === 'close') return talk.agent(agent, { type: does })
  if (does === 'reply') return talk.agent(agent, { type: 'reply', message: { type: 'text', text: words } })
  if (does === 'release') {
    const outcome = words === 'not' ? 'not' : 'resolved'
    return talk.agent(agent, { type: 'release', to: 'here', result: { outcome } })
  }
  throw new Error(`a line this test does not know: ${done}`)
}

function meaningOf(meant: string, language: string): Interpretation {
  const [intent = '', other] = meant.split('?')
  const known = other === undefined ? meaning(intent) : meaning(intent, 'ask', other)
  return { ...(meant === 'none' ? meaning(null, 'unknown') : known), language }
}
