import { expect, test } from 'vitest'
import type { By, Event } from '../../bots/entry.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'
import { glean } from '../../server/glean.ts'
import type { ReadEntry } from '../../server/store.ts'

const heard = (decision: Interpretation['decision']): Interpretation => ({
  ...{ intent: 'x', confidence: 0.5, scope: 0.5, decision, entities: [], language: 'en', why: [] },
})
type Told = [by: By, event: Event, reading?: { heard?: Interpretation; missed?: true }]
const entries = (...told: Told[]): ReadEntry[] =>
  told.map(([by, event, reading], at) => ({
    conversation: 'web/a/1#1',
    position: at + 1,
    key: String(at),
    at: '2026-11-24T10:00:00Z',
    ...{ by, event },
    ...(reading ? { reading: { outcome: { type: 'accepted' }, ...reading } } : {}),
  }))
const says = (text: string, decision?: Interpretation['decision'], missed?: true): Told => [
  'customer',
  { type: 'message', id: text, message: { type: 'text', text } },
  { ...(decision ? { heard: heard(decision) } : {}), ...(missed ? { missed } : {}) },
]
const picks = (value: string): Told => [
  'customer',
  { type: 'message', id: value, message: { type: 'choice', value, text: value } },
]
const sent: Told = ['bot', { type: 'sent', job: 'j', id: 'i', message: { type: 'text', text: 'Hello' } }]
const take: Told = ['agent:ann', { type: 'take', epoch: 1 }]
const replies = (text: string): Told => [
  'agent:ann',
  { type: 'reply', epoch: 2, message: { type: 'text', text } },
]
const found = (...told: Told[]) =>
  glean(entries(...told)).map(({ text, why, answer }) => [text, why, ...(answer ? [answer] : [])].join(' | '))

test('what no part of the bot could use is gleaned, what it used is not', () => {
  expect(found(says('hours', 'answer'), says('blah', 'unknown', true), says('AB123456', 'unknown'))).toEqual([
    'blah | missed',
  ])
})

test('what was asked back about counts once it came to nothing', () => {
  expect(found(says('late refund', 'ask'), sent, picks('refund'), take)).toEqual([])
  expect(found(says('late refund', 'ask'), sent, picks('neither'))).toEqual(['late refund | asked back'])
  expect(found(says('late refund', 'ask'), sent, take)).toEqual(['late refund | asked back'])
  expect(found(says('late refund', 'ask'), sent, says('where is my order', 'answer'), take)).toEqual([])
})

test('what a person answered comes with the longest of the answers', () => {
  expect(
    found(
      says('do you ship to mars', 'unknown', true),
      sent,
      take,
      replies('Moment.'),
      replies('Not yet, sorry.'),
    ),
  ).toEqual(['do you ship to mars | missed | Not yet, sorry.'])
  expect(found(take, says('can I have a longer cable'), replies('Yes, of two metres.'))).toEqual([
    'can I have a longer cable | answered by a person | Yes, of two metres.',
  ])
})

test('small talk with a person teaches nothing', () => {
  expect(found(take, says('ok thanks'), replies('You are welcome!'))).toEqual([])
  expect(found(take, replies('Hello, how can I help?'))).toEqual([])
})
