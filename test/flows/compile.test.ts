import Type from 'typebox'
import { expect, test } from 'vitest'
import { compile } from '../../flows/compile.ts'
import type { Flow } from '../../flows/flow.ts'
import { Data, Text } from '../../flows/text.ts'
import { botOf, withOdd, world } from './world.ts'

function flowOf(options: Flow['nodes'][string]['options']): Flow {
  const node = { kind: 'odd', exits: {}, was: [] }
  return { flow: 'm', start: 'a', hears: [], exits: {}, nodes: { a: { ...node, name: 'a', options } } }
}
function optionsOf(
  schema: Parameters<typeof Type.Object>[0],
  options: Flow['nodes'][string]['options'],
  language = 'en',
  variables = {},
) {
  return compile(flowOf(options), withOdd({ options: Type.Object(schema) }), ['en', 'es']).options(
    'a',
    language,
    variables,
  )
}

test('a node’s own exit wins over the flow’s, which serves the rest', () => {
  const inherits = botOf([
    '{flow: m, start: q, exits: {gaveUp: person, failed: person, toString: person}, nodes: {q: {ask: q, pattern: "^a$", into: x, exits: {filled: q2}}, q2: {ask: q2, pattern: "^a$", into: x, exits: {filled: z, gaveUp: sorry}}, sorry: {say: sorry, next: z}, person: {handoff: {queue: orders}, exits: {resolved: z, not: q}}, z: end}}',
  ])
  const w = world(inherits)
  w.says('x')
  w.says('b')
  expect(w.at()).toBe('waiting m.person')
  const v = world(inherits)
  v.says('x')
  v.says('a')
  expect(v.says('b').said).toEqual(['bot: sorry'])
  const compiled = inherits.flows.m
  expect(compiled?.follow('q2', 'gaveUp')).toBe('sorry')
  expect(compiled?.follow('q2', 'failed')).toBe('person')
  expect(compiled?.follow('q2', 'toString')).toBe('person')
  expect(compiled?.follow('z', 'failed')).toBe('person')
  expect(compiled?.exits('q2')).toEqual(['filled', 'gaveUp', 'failed', 'toString'])
})

test('an exit nobody wired leads nowhere, whatever it means to a state machine', () => {
  const compiled = botOf(['{flow: m, exits: {unknown: a}, nodes: {a: {say: x, next: a}}}']).flows.m
  for (const exit of ['nope', '*', '', 'a.*', 'constructor', '__proto__', 'xstate.init'])
    expect(compiled?.follow('a', exit), exit).toBeNull()
  expect(compiled?.follow('gone', 'next')).toBeNull()
  expect(compiled?.exits('gone')).toEqual([])
})

test('an exit back to the same node is a new visit', () => {
  const w = world(botOf(['{flow: m, nodes: {a: {ask: q, into: x, exits: {filled: a, gaveUp: a}}}}']))
  w.says('x')
  const visit = w.state.frames[0]?.visit ?? 0
  w.says('y')
  expect(w.state.frames[0]?.visit).toBeGreaterThan(visit)
})

test('exits that lead to no node are no exits', () => {
  const flow = flowOf({})
  const compiled = compile({ ...flow, start: 'gone', exits: { gaveUp: 'gone' } }, withOdd({}))
  expect(compiled.exits('a')).toEqual([])
  expect(compiled.follow('a', 'gaveUp')).toBeNull()
})

test('texts come in the language, its base, a sister, then the bot’s first', () => {
  const text = { es: 'hola', 'pt-BR': 'oi', en: 'hello' }
  const said = (language: string) => optionsOf({ odd: Text() }, { odd: text }, language)
  expect(['es', 'es-MX', 'pt', 'de', 'en'].map(said)).toEqual(
    ['hola', 'hola', 'oi', 'hello', 'hello'].map((odd) => ({ odd })),
  )
  expect(optionsOf({ odd: Text() }, { odd: { fr: 'salut' } }, 'en')).toEqual({ odd: 'salut' })
})

test('texts are found at any depth: lists, records, objects, alternatives, references', () => {
  const schema = {
    list: Type.Array(Text()),
    record: Type.Record(Type.String(), Text()),
    either: Type.Union([Type.Literal(true), Type.Object({ url: Text({ as: 'url' }), plain: Type.String() })]),
    tree: Type.Cyclic({ Tree: Type.Object({ text: Text(), more: Type.Array(Type.Ref('Tree')) }) }, 'Tree'),
  }
  const options = {
    list: ['{{x}}', { en: 'in {{x}}', es: 'en {{x}}' }],
    record: { a: 'a {{x}}' },
    either: { url: '/{{x}}', plain: '{{x}}' },
    tree: { text: '{{x}}', more: [{ text: '{{x}}!', more: [] }] },
    untouched: '{{x}}',
  }
  expect(optionsOf(schema, options, 'es', { x: 'a b' })).toEqual({
    list: ['a b', 'en a b'],
    record: { a: 'a a b' },
    either: { url: '/a%20b', plain: '{{x}}' },
    tree: { text: 'a b', more: [{ text: 'a b!', more: [] }] },
    untouched: '{{x}}',
  })
  expect(optionsOf(schema, { ...options, either: true }, 'es', { x: 1 })).toMatchObject({ either: true })
})

test('data keeps its kinds: one placeholder is the value itself', () => {
  const options = { odd: { n: '{{n}}', text: 'n is {{n}}', list: ['{{o}}', 5], none: '{{gone}}' } }
  expect(optionsOf({ odd: Data() }, options, 'en', { n: 3, o: { a: 1 } })).toEqual({
    odd: { n: 3, text: 'n is 3', list: [{ a: 1 }, 5], none: null },
  })
})

test('options with nothing to fill are the same each time', () => {
  const options = { odd: 'x', more: [1] }
  expect(optionsOf({ odd: Text() }, options)).toBe(options)
})
