import { deepStrictEqual, ok } from 'node:assert/strict'
import type { By, Event, OwnEvent } from '../../bots/entry.ts'
import { type Json, type Message, plainText } from '../../bots/message.ts'
import { type Bot, type BotParts, makeBot } from '../../flows/bot.ts'
import { advance } from '../../flows/conversation.ts'
import { readFlow } from '../../flows/flow.ts'
import type { Kinds, NodeKind } from '../../flows/node.ts'
import { act } from '../../flows/nodes/act.ts'
import { ask } from '../../flows/nodes/ask.ts'
import { branch } from '../../flows/nodes/branch.ts'
import { call } from '../../flows/nodes/call.ts'
import { choose } from '../../flows/nodes/choose.ts'
import { clarify } from '../../flows/nodes/clarify.ts'
import { end } from '../../flows/nodes/end.ts'
import { handoff } from '../../flows/nodes/handoff.ts'
import { jump } from '../../flows/nodes/jump.ts'
import { run } from '../../flows/nodes/run.ts'
import { say } from '../../flows/nodes/say.ts'
import { set } from '../../flows/nodes/set.ts'
import { understand } from '../../flows/nodes/understand.ts'
import { wait } from '../../flows/nodes/wait.ts'
import type { Effect, State, Turn } from '../../flows/state.ts'
import type { Facts } from '../../handoff/facts.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'

/** The real kinds of node. */
export const kinds: Kinds = {
  ...{ act, ask, branch, call, choose, clarify, end, handoff, jump },
  ...{ run, say, set, understand, wait },
}

/** A bot of flows in YAML, the first of which is the start; throws with the faults there are. */
export function botOf(sources: string[], extra: Partial<Omit<BotParts, 'flows'>> = {}): Bot {
  const known = extra.kinds ?? kinds
  const flows = sources.map((source) => {
    const { flow, faults } = readFlow(source, known)
    if (!flow)
      throw new Error(faults.map((fault) => `${fault.line}: ${fault.node} ${fault.message}`).join('\n'))
    return flow
  })
  return makeBot({
    name: 'test',
    release: 1,
    start: flows[0]?.flow ?? '',
    languages: ['en'],
    queues: ['orders', 'refunds'],
    texts: {},
    kinds: known,
    ...extra,
    flows,
  })
}

/** The real kinds and one of the test's own, named `odd`. */
export function withOdd(kind: Partial<NodeKind>): Kinds {
  const odd: NodeKind = {
    title: 'Odd',
    icon: 'bug',
    version: 1,
    options: {},
    waits: true,
    exits: () => ({ must: [], open: true }),
    enter: () => ({ then: 'wait' }),
    ...kind,
  }
  return { ...kinds, odd }
}

/** What a text was understood as. */
export function meaning(
  intent: string | null,
  decision: Interpretation['decision'] = 'answer',
  runnerUp?: string,
): Interpretation {
  const known = { intent, confidence: 0.9, scope: 0.9, decision, entities: [], language: 'en', why: [] }
  return runnerUp === undefined ? known : { ...known, runnerUp }
}

/** A turn, and what was said in it, `author: text`. */
export interface Played extends Turn {
  said: string[]
}
/** An effect that waits to come back. */
export interface Job {
  key: string
  kind: 'call' | 'act' | 'wake'
}

/**
 * A conversation with its outbox and its clock. Every state goes through JSON and is frozen; every step is taken
 * twice, and checked for what must hold of all of them.
 */
export function world(first: Bot, told: Partial<Facts> = {}, stored: State | null = null) {
  let bot = first
  let state = stored
  let facts: Facts = { ...quiet, ...told }
  let position = 0
  let now = Date.parse('2026-01-01T00:00:00Z')
  const jobs: Job[] = []
  const calls: string[] = []
  const cancelled: string[] = []

  function put(by: By, event: Event, heard?: Interpretation): Played {
    now += 1000
    const at = new Date(now).toISOString()
    const entry = { conversation: 'web/main/1#1', position: ++position, key: `k${position}`, at, by, event }
    const before: State | null = state === null ? null : frozen(structuredClone(state))
    const input = { entry, facts, ...(heard ? { heard } : {}) }
    const turn = advance(bot, before, input)
    deepStrictEqual(advance(bot, before, input), turn, 'the same in gives the same out')
    hold(before, turn, event)
    state = structuredClone(turn.state)
    for (const effect of turn.effects) take(effect)
    return { ...turn, said: turn.effects.flatMap(inWords) }
  }

  function take(effect: Effect): void {
    if (effect.type === 'call' || effect.type === 'act' || effect.type === 'wake')
      jobs.push({ key: effect.key, kind: effect.type })
    if (effect.type === 'call') calls.push(effect.key)
    if (effect.type !== 'cancel') return
    cancelled.push(effect.key)
    const index = jobs.findIndex(({ key }) => key === effect.key)
    if (index >= 0) jobs.splice(index, 1)
  }

  function takeJob(test: (job: Job) => boolean): Job {
    const index = jobs.findIndex(test)
    const [job] = index < 0 ? [] : jobs.splice(index, 1)
    if (!job) throw new Error(`no such job among ${jobs.map(({ key }) => key)}`)
    return job
  }

  const message = (text: Message): Event => ({ type: 'message', id: `m${position}`, message: text })
  const known = () => state ?? (put('system', { type: 'reaction', id: 'r' }).state as State)
  return {
    jobs,
    calls,
    cancelled,
    put,
    get state(): State {
      return known()
    },
    /** Where it stands: `bot orders.topic > hours.a`. */
    at: () =>
      `${known().mode} ${known()
        .frames.map(({ flow, node }) => `${flow}.${node}`)
        .join(' > ')}`.trim(),
    facts: (more: Partial<Facts>) => {
      facts = { ...facts, ...more }
    },
    later: (ms: number) => {
      now += ms
    },
    says: (text: string, heard?: Interpretation) => put('customer', message({ type: 'text', text }), heard),
    picks: (value: string, of?: number) =>
      put(
        'customer',
        message({ type: 'choice', value, text: value, ...(of === undefined ? {} : { of: String(of) }) }),
      ),
    agent: (name: string, event: AgentAct, epoch = known().epoch) =>
      put(`agent:${name}`, { ...event, epoch }),
    assign: (agent: string) => put('parley', { type: 'assign', agent, why: 'free' }),
    adopt: (next: Bot) => {
      bot = next
      return put('system', { type: 'adopt', release: next.release })
    },
    takeJob,
    result: (exit: 'ok' | 'failed' = 'ok', value: Json = {}, kind: Job['kind'] = 'call') =>
      put('system', { type: 'result', key: takeJob((job) => job.kind === kind).key, exit, value }),
    wake: (prefix: string) => {
      const event: OwnEvent = { type: 'wake', key: takeJob(({ key }) => key.startsWith(prefix)).key }
      return { ...put('system', event), key: event.key }
    },
  }
}

type WithoutEpoch<Act> = Act extends unknown ? Omit<Act, 'epoch'> : never
/** What an agent may do, but for the epoch seen. */
export type AgentAct = WithoutEpoch<Extract<Event, { epoch: number }>>

const quiet: Facts = {
  channel: 'web',
  language: 'en',
  contact: {},
  open: true,
  queues: {
    default: { staffed: true, waiting: 2 },
    orders: { staffed: true, waiting: 2 },
    refunds: { staffed: true, waiting: 0 },
  },
}

/** What must hold of every turn, whatever came. */
function hold(before: State | null, { state, effects }: Turn, event: Event): void {
  deepStrictEqual(JSON.parse(JSON.stringify(state)), state, 'a state is plain JSON')
  ok(state.frames.length <= 16, 'at most 16 frames')
  const mode = before?.mode ?? 'bot'
  const given = (event.type === 'release' || event.type === 'message') && state.epoch > (before?.epoch ?? 0)
  for (const effect of effects)
    if (effect.type === 'send' && effect.author === 'bot')
      ok(mode === 'bot' || mode === 'closed' || given, `the bot speaks in ${mode}`)
  if (mode === 'human' && event.type === 'message')
    ok(!effects.some(({ type }) => type === 'send'), 'silence')
  if (before && state.owner !== before.owner) ok(state.epoch > before.epoch, 'a new owner is a new epoch')
  ok(state.epoch >= (before?.epoch ?? 0), 'an epoch never falls')
  ok(state.waiting !== undefined || state.mode !== 'waiting', 'waiting knows why')
  ok(
    state.waiting === undefined || state.mode === 'waiting' || state.mode === 'human',
    'why it waited is known until the bot has it again',
  )
  ok(state.mode !== 'closed' || state.owner === 'bot', 'a closed conversation is the bot’s')
  for (const what of Object.values(state.armed))
    if (what.for === 'visit')
      ok(
        state.frames.some(({ visit }) => visit === what.visit),
        'an armed key belongs to a frame',
      )
}

function inWords(effect: Effect): string[] {
  return effect.type === 'send' ? [`${effect.author}: ${plainText(effect.message)}`] : []
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}
