import { deepStrictEqual, equal, notEqual, ok } from 'node:assert/strict'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '../../bots/entry.ts'
import { makeBot } from '../../flows/bot.ts'
import { check } from '../../flows/check.ts'
import { plainFlow } from '../../flows/flow.ts'
import { bots, type Step, steps } from './random.ts'
import { kinds, type Played, withOdd, world } from './world.ts'

const runs = Number(process.env.PARLEY_PROPERTY_RUNS ?? 2000)

test(`whatever happens in ${runs} conversations of random bots, the guarantees hold`, () => {
  const seen = { conversations: 0, failed: 0, turns: 0 }
  fc.assert(
    fc.property(bots(), fc.array(steps, { minLength: 1, maxLength: 25, size: 'max' }), (flows, taken) => {
      converse(flows, taken, seen)
    }),
    { numRuns: runs },
  )
  expect(seen.conversations).toBeGreaterThanOrEqual(runs)
}, 60_000)

test(`the same with nodes that throw and answer nonsense`, () => {
  const seen = { conversations: 0, failed: 0, turns: 0 }
  fc.assert(
    fc.property(bots(true), fc.array(steps, { minLength: 1, maxLength: 25, size: 'max' }), (flows, taken) => {
      converse(flows, taken, seen, true)
    }),
    { numRuns: runs / 4 },
  )
  expect(seen.failed).toBeGreaterThan(0)
}, 60_000)

const nonsense: Record<string, () => unknown> = {
  throws: () => {
    throw new Error('boom')
  },
  nothing: () => undefined,
  noThen: () => ({}),
  nowhere: () => ({ then: { exit: 'nowhere' } }),
  star: () => ({ then: { exit: '*' } }),
  gone: () => ({ then: { run: 'gone' } }),
  proto: () => ({ then: { jump: '__proto__' } }),
  self: () => ({ then: { run: 'main' } }),
}

/** A kind that does at each turn what its options say. */
const odd = withOdd({
  onReturn: 'repeat',
  enter: (options) => JSON.parse(answer(options, 'enter', '{"then":"wait"}')),
  hear: (options, _, heard) =>
    JSON.parse(
      answer(options, 'hear', heard.type === 'message' ? '{"then":{"exit":"next"}}' : '{"then":"wait"}'),
    ),
})
function answer(options: unknown, when: string, usual: string): string {
  const what: unknown = Reflect.get(Object(Reflect.get(Object(options), 'odd')), when)
  return typeof what === 'string' ? (JSON.stringify(nonsense[what]?.()) ?? 'null') : usual
}

function converse(
  documents: unknown[],
  taken: Step[],
  seen: { conversations: number; failed: number; turns: number },
  hostile = false,
): void {
  const known = hostile ? odd : kinds
  const read = documents.map((document) => plainFlow(document, known))
  for (const { faults } of read) deepStrictEqual(faults, [])
  const flows = read.flatMap(({ flow }) => flow ?? [])
  const faults = check(flows, known, { start: 'main', queues: ['default', 'q', 'other'], languages: ['en'] })
  const endless = hostile || faults.some(({ message }) => message.includes('for ever'))
  seen.conversations++
  const w = world(
    makeBot({
      name: 'random',
      release: 1,
      start: 'main',
      languages: ['en'],
      flows,
      kinds: known,
      queues: ['q', 'other'],
      texts: {},
    }),
  )
  const called = new Set<string>()
  const spent: string[] = []

  function look(turn: Played, what: string, mode: string): void {
    const { state, effects } = turn
    seen.turns++
    if (turn.outcome.type === 'failed') {
      seen.failed++
      ok(endless || /16 flows|20 messages/.test(turn.outcome.error), turn.outcome.error)
      equal(state.mode, 'waiting', 'a broken bot reaches a person')
    }
    for (const effect of effects) {
      if (effect.type !== 'call') continue
      const visit = effect.key.split('.')[0] ?? ''
      ok(!called.has(visit), `a call was made twice in the visit ${visit}`)
      called.add(visit)
    }
    const frame = state.frames.at(-1)
    if (state.mode === 'bot' && frame) {
      const armed = Object.entries(state.armed).find(
        ([, one]) => one.for === 'visit' && one.visit === frame.visit,
      )
      const hears = ['ask', 'choose', 'understand', 'clarify', 'odd'].includes(frame.kind)
      ok(hears || armed, `${frame.kind} waits for nothing after ${what}`)
      if (!hears)
        ok(
          w.jobs.some(({ key }) => key === armed?.[0]),
          `${frame.kind} waits for a job that is gone`,
        )
      equal(frame.inbox.length, 0, 'nothing is left unheard in the open frame')
    }
    if (state.mode === 'closed')
      deepStrictEqual({ armed: state.armed, frames: state.frames }, { armed: {}, frames: [] })
    ok(effects.filter((one) => one.type === 'send' && one.author === 'bot').length <= 21, 'a bounded turn')
    if (
      what !== 'says' ||
      (mode !== 'bot' && mode !== 'closed') ||
      state.mode !== 'bot' ||
      turn.said.length > 0
    )
      return
    ok(frame && (frame.told || !['ask', 'choose', 'understand', 'clarify'].includes(frame.kind)), 'silence')
  }

  for (const step of taken) {
    const { mode, frames, epoch } = w.state
    if (step.do === 'says') look(w.says(step.text, step.heard), 'says', mode)
    else if (step.do === 'picks')
      look(w.picks(step.value, step.of === 'open' ? frames.at(-1)?.visit : step.of), 'picks', mode)
    else if (step.do === 'agent')
      look(w.agent(step.by, step.act, step.old ? Math.max(0, epoch - 1) : epoch), step.act.type, mode)
    else if (step.do === 'event') look(w.put(step.by, step.event), step.event.type, mode)
    else if (step.do === 'stale') {
      const [key] = spent
      if (key) equal(w.put('system', { type: 'wake', key }).outcome.type, 'refused')
    } else {
      const jobs = w.jobs.filter(({ kind }) => (step.do === 'wake' ? kind === 'wake' : kind !== 'wake'))
      const job = jobs[step.index % Math.max(1, jobs.length)]
      if (!job) continue
      w.takeJob(({ key }) => key === job.key)
      spent[0] = job.key
      const event: Event =
        step.do === 'wake'
          ? { type: 'wake', key: job.key }
          : { type: 'result', key: job.key, exit: step.exit, value: step.value }
      look(w.put('system', event), step.do, mode)
    }
  }
  reachable(w, look)
}

/** Whatever happened, a person can be reached, can take, give back and close; and the next message finds somebody. */
function reachable(
  w: ReturnType<typeof world>,
  look: (turn: Played, what: string, mode: string) => void,
): void {
  const act = (type: 'take' | 'close') => look(w.agent('ann', { type }), type, w.state.mode)
  const back = (name: string) => look(w.agent(name, { type: 'release', to: 'here' }), 'release', 'human')
  if (w.state.mode === 'human' && w.state.owner !== 'agent:ann') act('take')
  if (w.state.mode === 'human') back('ann')
  if (w.state.mode === 'closed') look(w.says('hello'), 'says', 'closed')
  look(w.says('a person please'), 'person', w.state.mode)
  equal(w.state.mode, 'waiting', 'a person was asked for')
  act('take')
  equal(w.state.owner, 'agent:ann')
  back('ann')
  notEqual(w.state.mode, 'human')
  act('take')
  act('close')
  equal(w.state.mode, 'closed')
  look(w.says('back again'), 'says', 'closed')
  notEqual(w.state.mode, 'closed')
}
