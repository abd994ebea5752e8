import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Event } from '../../bots/entry.ts'
import type { State, Waiting } from '../../flows/state.ts'
import { type Brief, brief } from '../../handoff/brief.ts'
import type { Brief as Shown } from '../../server/api.ts'

let position = 0
const entry = (by: 'customer' | 'bot' | 'agent:ann', event: Event, path?: string[]) => ({
  conversation: 'web/a/1#1',
  position: ++position,
  key: String(position),
  at: '2026-03-02T10:00:00Z',
  by,
  event,
  ...(path ? { reading: { path } } : {}),
})
const says = (id: string, text: string, path?: string[]) =>
  entry('customer', { type: 'message', id, message: { type: 'text', text } }, path)

const waiting: Waiting = {
  queue: 'orders',
  reason: 'not understood',
  since: '2026-03-02T10:00:00Z',
  due: '2026-03-02T10:02:00Z',
  collected: { order: 'AB123456', topic: null, note: '' },
  from: 'orders.number',
}
const state: State = {
  version: 1,
  release: 1,
  mode: 'waiting',
  owner: 'queue',
  epoch: 1,
  frames: [
    {
      flow: 'orders',
      node: 'number',
      kind: 'ask',
      kindVersion: 1,
      visit: 1,
      via: 'start',
      memory: {},
      variables: { order: 'AB1', found: { a: 1 }, city: '' },
      inbox: [],
    },
  ],
  variables: { name: 'Ann' },
  language: 'en',
  heard: '2026-03-02T10:00:00Z',
  counter: 1,
  armed: {},
}

describe('a brief', () => {
  test('says why in a sentence, with the step', () => {
    const { reason, why } = brief([], { ...state, waiting })
    expect(reason).toBe('not understood')
    expect(why).toBe('The bot did not understand the customer, at the step orders.number.')
  })

  test('says who answers when nobody is waited for', () => {
    const made = brief([], { ...state, mode: 'human' })
    expect(made.why).toBe('A person is answering.')
    expect('reason' in made).toBe(false)
    expect(brief([], null).why).toBe('The bot is answering.')
    expect(
      brief([says('1', 'hi', ['orders.number', 'orders.person'])], { ...state, mode: 'human' }).why,
    ).toBe('A person is answering; the bot came as far as the step orders.person.')
  })

  test('says how the customer sounds, and by which words', () => {
    const mood = { upset: ['awful', 'useless'], urgent: ['asap'] }
    expect(brief([], { ...state, waiting, mood }).mood).toEqual([
      'Sounds upset: “awful”, “useless”',
      'Says it is urgent: “asap”',
    ])
    expect('mood' in brief([], { ...state, waiting })).toBe(false)
  })

  test('leaves out what is empty', () => {
    expect(brief([], { ...state, waiting }).collected).toEqual({ order: 'AB123456' })
  })

  test('tells the plain values of the flows when nothing was named', () => {
    expect(brief([], state).collected).toEqual({ name: 'Ann', order: 'AB1' })
  })

  test('has the last three things the customer said, as they stand now', () => {
    const entries = [
      says('1', 'one'),
      says('2', 'two'),
      says('3', 'three'),
      entry('bot', { type: 'sent', job: 'j', id: 'b', message: { type: 'text', text: 'Hello' } }),
      says('4', 'four'),
      entry('customer', { type: 'edit', id: '3', message: { type: 'text', text: 'THREE' } }),
      entry('customer', { type: 'unsend', id: '4' }),
      says('5', 'x'.repeat(600)),
    ]
    expect(brief(entries, null).lastWords).toEqual(['two', 'THREE', `${'x'.repeat(500)}…`])
  })

  test('shows the path of the last thirty steps', () => {
    const steps = Array.from({ length: 40 }, (_, index) => `orders.n${index}`)
    const { path } = brief([says('1', 'hi', steps.slice(0, 20)), says('2', 'hi', steps.slice(20))], null)
    expect(path).toEqual(steps.slice(10))
  })

  test('is what the dashboard shows', () => {
    expectTypeOf<Brief>().toExtend<Shown>()
  })
})
