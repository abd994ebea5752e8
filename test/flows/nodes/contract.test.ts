import fc from 'fast-check'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { Message } from '../../../bots/message.ts'
import type { Heard, Move, NodeKind } from '../../../flows/node.ts'
import { arbitrary, json, words } from './arbitrary.ts'
import { kinds } from './kinds.ts'
import { said, scope } from './scope.ts'

const runs = { numRuns: 300 }

describe.each(Object.entries(kinds))('the kind %s', (name, kind) => {
  const options = arbitrary(kind.options)

  test('has a schema that compiles, with its own field first and no others allowed', () => {
    const { properties, additionalProperties }: { properties?: object; additionalProperties?: unknown } = {
      ...kind.options,
    }
    expect(Object.keys(properties ?? {})[0]).toBe(name)
    expect(additionalProperties).toBe(false)
    const validator = Compile(kind.options)
    fc.assert(
      fc.property(options, (value) => {
        expect(validator.Check(value)).toBe(true)
      }),
      { numRuns: 50 },
    )
    expect(validator.Check({})).toBe(false)
  })

  test('has a title, an icon and a version', () => {
    expect(kind.title).toMatch(/^[A-Z]/)
    expect(kind.icon).toMatch(/^[a-z0-9-]+$/)
    expect(kind.version).toBeGreaterThan(0)
  })

  test('names each exit once', () => {
    fc.assert(
      fc.property(options, (value) => {
        const { must, may = [] } = kind.exits(value)
        expect(new Set([...must, ...may]).size).toBe(must.length + may.length)
      }),
      runs,
    )
  })

  test('enters well, whatever its options and the scope hold', () => {
    fc.assert(
      fc.property(options, scopes, fc.option(messages, { nil: undefined }), (value, around, opening) => {
        const at = scope({
          ...around,
          exits: wired(kind, value, around.exits),
          ...(opening ? { opening } : {}),
        })
        expectWell(kind.enter(value, at), kind, value, at.exits)
      }),
      runs,
    )
  })

  test('hears well, whatever it hears', () => {
    fc.assert(
      fc.property(options, scopes, heards, (value, around, heard) => {
        const at = scope({ ...around, exits: wired(kind, value, around.exits) })
        if (kind.hear) expectWell(kind.hear(value, at, heard), kind, value, at.exits)
      }),
      runs,
    )
  })
})

const Then = Type.Union([
  Type.Literal('wait'),
  Type.Object({ exit: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  Type.Object({ run: Type.String(), with: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  Type.Object({ jump: Type.String(), with: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  Type.Object({ end: Type.Record(Type.String(), Type.Unknown()) }),
  Type.Object({
    handoff: Type.Object(
      { queue: Type.Optional(Type.String()), collected: Type.Optional(Type.Array(Type.String())) },
      { additionalProperties: false },
    ),
  }),
])

/** A move goes somewhere its kind said it may, says whole messages and is plain JSON. */
function expectWell(move: Move, kind: NodeKind, options: unknown, exits: readonly string[]): void {
  expect(Check(Then, move.then)).toBe(true)
  if (typeof move.then === 'object' && 'exit' in move.then) {
    const { must, may = [], open } = kind.exits(options)
    expect([...must, ...may, ...(open ? exits : [])]).toContain(move.then.exit)
  }
  for (const message of move.say ?? []) expect(Check(Shown, message)).toBe(true)
  const { set = {}, memory = {}, ask = [] } = move
  expect(JSON.parse(JSON.stringify({ set, memory, ask }))).toEqual({ set, memory, ask })
}

/** Texts of any length: what fits a channel is decided when it is sent. */
const Shown = Type.Union(Message.anyOf)

function wired(kind: NodeKind, options: unknown, others: readonly string[]): string[] {
  const { must, may = [] } = kind.exits(options)
  return [...must, ...(others.length > 2 ? may : []), ...others]
}

const values = fc.dictionary(
  fc.constantFrom('order', 'options', 'tries', 'offered', 'found', 'constructor'),
  json,
)
const scopes = fc.record({
  variables: values,
  memory: fc.record({ tries: fc.nat(9), offered: fc.array(json, { maxLength: 3 }) }, { requiredKeys: [] }),
  language: fc.constantFrom('en', 'es', 'id', 'xx_??', ''),
  exits: fc.uniqueArray(fc.constantFrom('delivery', 'returns', 'person', 'gaveUp', 'message'), {
    maxLength: 4,
  }),
})
const intents = fc.constantFrom('delivery', 'returns', 'person', 'constructor', '__proto__')
const messages = fc
  .record({
    text: words,
    value: fc.option(fc.oneof(words, intents), { nil: undefined }),
    understood: fc.option(
      fc.record({
        intent: fc.option(intents),
        runnerUp: intents,
        decision: fc.constantFrom('answer' as const, 'ask' as const, 'unknown' as const),
        entities: fc.array(
          fc.record({
            name: fc.constantFrom('number', 'email', 'date', 'phone'),
            value: words,
            start: fc.nat(9),
            end: fc.nat(9),
          }),
          { maxLength: 2 },
        ),
      }),
      { nil: undefined },
    ),
  })
  .map(({ text, value, understood }) => said(text, understood, value))
const heards: fc.Arbitrary<Heard> = fc.oneof(
  messages,
  fc.record({
    type: fc.constant('result' as const),
    name: words,
    exit: fc.constantFrom('ok' as const, 'failed' as const),
    value: json,
  }),
  fc.record({ type: fc.constant('wake' as const), name: words }),
  fc.record({ type: fc.constant('returned' as const), value: values }),
  fc.record({
    type: fc.constant('released' as const),
    outcome: fc.constantFrom('resolved' as const, 'not' as const),
    fields: values,
  }),
)
