import fc from 'fast-check'
import type { By, CustomerEvent, Event } from '../../bots/entry.ts'
import type { Json } from '../../bots/message.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'
import { type AgentAct, meaning } from './world.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'g']
const node = fc.constantFrom(...names)
const flow = fc.constantFrom('main', 'sub', 'faq')
const word = fc.constantFrom(
  ...['hi', 'yes', '{{x}}', 'AB123456', '7', 'person', 'human please', '', 'one', 'start over', 'help'],
  ...['I spoke to an agent', '__proto__', 'constructor', '1', 'bot'],
)
const exits = (...keys: string[]) => fc.record(Object.fromEntries(keys.map((key) => [key, node])))

const usual = [
  fc.record({ say: word, exits: exits('next') }),
  fc.record({ ask: word, into: fc.constantFrom('x', 'y', 'constructor'), exits: exits('filled', 'gaveUp') }),
  fc.record({
    ask: word,
    pattern: fc.constant('^[A-Z]{2}[0-9]{6}$'),
    into: fc.constant('x'),
    again: fc.array(word, { maxLength: 2 }),
    exits: exits('filled', 'gaveUp'),
  }),
  fc.record({
    ask: word,
    as: fc.constant('number'),
    into: fc.constant('y'),
    again: fc.array(word, { maxLength: 2 }),
    exits: fc.oneof(exits('filled', 'gaveUp'), exits('filled')),
  }),
  fc.record({
    choose: word,
    choices: fc.constant({ one: 'One', two: 'Two' }),
    exits: fc.oneof(exits('one', 'two'), exits('one', 'two', 'gaveUp')),
  }),
  fc.record({
    branch: fc.constantFrom(
      { p: { greater: ['y', 3] } },
      { p: { set: 'x' } },
      { p: { equal: ['handoff.outcome', 'not'] } },
    ),
    exits: exits('p', 'else'),
  }),
  fc.record({
    understand: word,
    exits: fc.oneof(exits('unknown'), exits('unknown', 'unsure', 'buy', 'sell')),
  }),
  fc.record({ set: fc.constantFrom({ x: 1 }, { y: '{{x}}' }, { x: 'k' }), exits: exits('next') }),
  fc.record({ wait: fc.constant('5s'), exits: fc.oneof(exits('next'), exits('next', 'message')) }),
  fc.record({
    call: fc.constant({ get: 'https://x.example/{{x}}' }),
    into: fc.constant('x'),
    exits: exits('ok', 'failed'),
  }),
  fc.record({ jump: flow }),
  fc.record({
    run: flow,
    with: fc.constant({ x: '{{x}}' }),
    into: fc.constant({ y: 'x' }),
    exits: exits('next'),
  }),
  fc.record({ handoff: fc.constant({ queue: 'q', collected: ['x'] }), exits: exits('resolved', 'not') }),
  fc.record({ end: fc.constant(['x']) }),
]
const badly = fc.option(
  fc.constantFrom('throws', 'nothing', 'noThen', 'nowhere', 'star', 'gone', 'proto', 'self'),
  { nil: undefined },
)
const odd = fc.record({ odd: fc.record({ enter: badly, hear: badly }), exits: exits('next') })

function document(name: string, hostile: boolean, hears: string[] = []): fc.Arbitrary<unknown> {
  const one = fc.oneof(...usual, ...(hostile ? [odd, odd, odd] : []))
  return fc.record({
    flow: fc.constant(name),
    start: node,
    hears: fc.constant(hears),
    exits: fc.constantFrom({}, { gaveUp: 'a' }, { failed: 'b', unknown: 'c', message: 'd' }),
    handoff: fc.constantFrom({}, { queue: 'other', collected: ['x', 'constructor'] }),
    nodes: fc.record(Object.fromEntries(names.map((key) => [key, one]))),
  })
}

/** Three flows that may do anything to each other. */
export function bots(hostile = false): fc.Arbitrary<unknown[]> {
  return fc.tuple(
    document('main', hostile),
    document('sub', hostile, ['buy']),
    document('faq', hostile, ['faq', 'sell']),
  )
}

const heard = fc.constantFrom(
  undefined,
  undefined,
  ...[meaning('buy'), meaning('sell'), meaning('faq'), meaning('person'), meaning('help')],
  ...[meaning('buy', 'ask', 'sell'), meaning('faq', 'ask', 'buy'), meaning(null, 'unknown')],
  ...[meaning('constructor'), meaning('toString', 'ask', '__proto__'), meaning('restart')],
)

const text = { type: 'text', text: 'ok' } as const
const acts: AgentAct[] = [
  { type: 'take' },
  { type: 'take' },
  { type: 'close' },
  { type: 'reopen' },
  { type: 'note', text: 'n' },
  { type: 'tag', add: ['t'] },
  { type: 'retry', job: 'j' },
  { type: 'reply', message: text },
  { type: 'transfer', to: { agent: 'bob' } },
  { type: 'transfer', to: { queue: 'other' } },
  { type: 'transfer', to: { queue: 'gone' } },
]
const release = fc.record(
  {
    type: fc.constant('release' as const),
    to: fc.oneof(
      fc.constantFrom('here' as const, 'here' as const, 'start' as const),
      fc.record({ flow, node }),
      fc.constant({ flow: 'gone', node: 'a' }),
    ),
    result: fc.constantFrom<{ outcome: 'resolved' | 'not'; fields?: Record<string, string> }>(
      { outcome: 'resolved' },
      { outcome: 'not', fields: { x: 'fixed' } },
    ),
  },
  { requiredKeys: ['type', 'to'] },
)
const events: { by: By; event: Exclude<Event, { epoch: number }> }[] = [
  ...(
    [
      { type: 'start' },
      { type: 'start', ref: 'faq' },
      { type: 'start', ref: 'sub.a' },
      { type: 'start', ref: '__proto__' },
      { type: 'unsupported', kind: 'sticker' },
      { type: 'edit', id: 'm1', message: text },
      { type: 'unsend', id: 'm1' },
      { type: 'reaction', id: 'm1' },
      { type: 'blocked' },
      { type: 'unblocked' },
      { type: 'consent', kind: 'offers', given: true },
    ] satisfies CustomerEvent[]
  ).map((event) => ({ by: 'customer' as const, event })),
  { by: 'parley', event: { type: 'assign', agent: 'ann', why: 'free' } },
  { by: 'system', event: { type: 'echo', id: 'e1', message: text } },
  { by: 'system', event: { type: 'receipt', id: 'm1', status: 'failed' } },
  { by: 'system', event: { type: 'receipt', id: 'm1', status: 'read' } },
  { by: 'system', event: { type: 'sent', job: 's1', id: 'm1', message: text } },
  { by: 'system', event: { type: 'failed', job: 's1', class: 'dead', reason: 'no' } },
  { by: 'system', event: { type: 'failed', job: 's1', class: 'blocked', reason: 'no' } },
  { by: 'system', event: { type: 'adopt', release: 1 } },
]

/** Something that may happen. */
export type Step =
  | { do: 'says'; text: string; heard: Interpretation | undefined }
  | { do: 'picks'; value: string; of: number | 'open' | undefined }
  | { do: 'result'; exit: 'ok' | 'failed'; value: Json; index: number }
  | { do: 'wake'; index: number }
  | { do: 'stale' }
  | { do: 'agent'; by: string; old: boolean; act: AgentAct }
  | { do: 'event'; by: By; event: Event }

const values = ['one', 'two', 'person', 'buy', 'faq', 'neither', 'sub', 'bot']
/** A step of a conversation; customers most, then what comes back, then agents. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('says' as const), text: word, heard }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('picks' as const),
      value: fc.constantFrom(...values),
      of: fc.constantFrom<(number | 'open' | undefined)[]>(undefined, 0, 'open'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('result' as const),
      exit: fc.constantFrom('ok' as const, 'failed' as const),
      value: fc.constantFrom<Json[]>({ a: 1 }, 7, null, 'k'),
      index: fc.nat(5),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wake' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'stale' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('agent' as const),
      by: fc.constantFrom('ann', 'bob'),
      old: fc.boolean(),
      act: fc.constantFrom(...acts),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('agent' as const),
      by: fc.constantFrom('ann', 'bob'),
      old: fc.constant(false),
      act: release,
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom(...events).map((one): Step => ({ do: 'event', ...one })) },
)
