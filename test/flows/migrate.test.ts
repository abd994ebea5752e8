import { expect, test } from 'vitest'
import type { NodeKind } from '../../flows/node.ts'
import { ask } from '../../flows/nodes/ask.ts'
import { deliver, orders } from './sample.ts'
import { botOf, kinds, meaning, world } from './world.ts'

const first = botOf([orders, deliver])
const second = (change: (source: string) => string, others = [deliver]) =>
  botOf([change(orders), ...others], { release: 2 })
const renamed = second((source) =>
  source.replaceAll('number', 'orderNo').replace('  orderNo:\n', '  orderNo:\n    was: number\n'),
)
const removed = second((source) =>
  source
    .replaceAll('filled: lookup', 'filled: bye')
    .replace(/ {2}lookup:[\s\S]*?(?= {2}late:)/, '')
    .replaceAll('number', 'asked'),
)
const asksTopic = ['bot: What is it about?\n- It is late\n- Something else']

function atNumber() {
  const w = world(first)
  w.says('hi')
  w.picks('late')
  return w
}

test('a conversation goes on with the release it began with', () => {
  const w = atNumber()
  w.says('AB123456')
  expect(w.result('ok', { due: 'Monday' }).said).toHaveLength(2)
  expect(w.state.release).toBe(1)
})

test('a node under a new name stands: the same visit, its tries kept, nothing said', () => {
  const w = atNumber()
  w.says('bad')
  const visit = w.state.frames[0]?.visit
  expect(w.adopt(renamed).said).toEqual([])
  expect(w.at()).toBe('bot orders.orderNo')
  expect(w.state.frames[0]).toMatchObject({ visit, memory: { tries: 1 } })
  w.says('AB123456')
  expect(w.at()).toBe('bot orders.lookup')
})

test('a node that is gone begins its flow anew with what was told; its call is cancelled and its result ignored', () => {
  const w = atNumber()
  w.says('AB123456')
  const key = w.jobs.find(({ kind }) => kind === 'call')?.key ?? ''
  expect(w.adopt(removed).said).toEqual(asksTopic)
  expect(w.cancelled).toContain(key)
  expect(w.state.frames[0]?.variables.order).toBe('AB123456')
  expect(w.put('system', { type: 'result', key, exit: 'ok', value: 1 }).outcome.type).toBe('refused')
})

test('a node that is gone below a digression is found at once', () => {
  const w = atNumber()
  w.says('d', meaning('delivery'))
  expect(w.at()).toBe('bot orders.number > deliver.q')
  expect(w.adopt(removed).said).toEqual(asksTopic)
  expect(w.at()).toBe('bot orders.topic')
})

test('where the digression’s flow is gone the open question comes back', () => {
  const w = atNumber()
  w.says('d', meaning('delivery'))
  expect(w.adopt(second((source) => source, [])).said).toEqual(['bot: Your order number, please.'])
})

test('while a person has it nothing is said, and given back it begins', () => {
  const w = atNumber()
  w.agent('ann', { type: 'take' })
  expect(w.adopt(removed).said).toEqual([])
  expect(w.at()).toBe('human')
  expect(w.agent('ann', { type: 'release', to: 'here' }).said).toEqual([
    'parley: The bot is back. How can I help?',
  ])
  expect(w.says('so?').said).toEqual(asksTopic)
})

test('while it waits nothing is said, and a queue that is gone becomes the default one', () => {
  const w = atNumber()
  w.says('a person')
  expect(w.state.waiting?.queue).toBe('orders')
  expect(w.adopt(botOf([orders, deliver], { release: 2, queues: [] })).said).toEqual([])
  expect(w.state).toMatchObject({ mode: 'waiting', release: 2, waiting: { queue: 'default' } })
})

test('a kind of another version does not stand', () => {
  const newer: NodeKind = { ...kinds, ask }.ask
  const w = atNumber()
  const bot = botOf([orders, deliver], { release: 2, kinds: { ...kinds, ask: { ...newer, version: 2 } } })
  expect(w.adopt(bot).said).toEqual(asksTopic)
})

test('a node that ran a flow which is gone goes on as if it had ended', () => {
  const main =
    '{flow: m, nodes: {r: {run: sub, next: s}, s: {ask: "And now?", into: x, exits: {filled: z, gaveUp: z}}, z: end}}'
  const sub = '{flow: sub, nodes: {q: {ask: "Sub?", into: x, exits: {filled: z, gaveUp: z}}, z: end}}'
  const changed = botOf(
    [main, sub.replaceAll('sub', 'other').replaceAll('q:', 'p:')].map((one) =>
      one.replace('run: sub', 'run: other'),
    ),
    { release: 2 },
  )
  const w = world(botOf([main, sub]))
  w.says('hi')
  expect(w.adopt(changed).said).toEqual(['bot: And now?'])
  const v = world(botOf([main, sub]))
  v.says('hi')
  v.agent('ann', { type: 'take' })
  v.adopt(changed)
  expect(v.agent('ann', { type: 'release', to: 'here' }).said).toEqual(['bot: And now?'])
})

test('states of the first format are carried on', () => {
  const kept = JSON.parse(
    '{"version":1,"release":1,"mode":"bot","owner":"bot","epoch":2,"frames":[{"flow":"orders","node":"number","kind":"ask","kindVersion":1,"visit":4,"via":"start","memory":{"tries":1},"variables":{"topic":"late"},"inbox":[]}],"variables":{"handoff":{"outcome":"not","reason":null}},"language":"en","heard":"2026-01-01T00:00:00.000Z","counter":9,"armed":{"silence.9":{"for":"silence"}}}',
  )
  const w = world(first, {}, kept)
  w.says('AB123456')
  expect(w.at()).toBe('bot orders.lookup')
  expect(w.state.counter).toBeGreaterThan(9)
})
