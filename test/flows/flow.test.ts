import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainFlow, readFlow } from '../../flows/flow.ts'
import { orders } from './sample.ts'
import { kinds } from './world.ts'

const read = (source: string) => readFlow(source, kinds)
const told = (source: string) =>
  read(source).faults.map(({ line, node, message }) => `${line} ${node}: ${message}`)

describe('what is written becomes the plain form', () => {
  test('the sketch of the design', () => {
    const { flow, faults } = read(orders)
    expect(faults).toEqual([])
    expect(flow).toMatchObject({
      flow: 'orders',
      start: 'topic',
      hears: ['order_status'],
      handoff: { queue: 'orders', collected: ['order', 'topic'] },
      exits: { gaveUp: 'person' },
    })
    expect(flow?.nodes.told).toEqual({
      name: 'told',
      kind: 'say',
      options: { say: 'It arrives on {{found.due}}.' },
      exits: { next: 'bye' },
      was: [],
    })
    expect(flow?.nodes.done).toMatchObject({ kind: 'end', options: { end: true } })
  })

  test('the first node is the start; one intent, one old name need no list', () => {
    const { flow } = read('{flow: m, hears: hello, nodes: {b: {say: x, was: old, next: z}, z: end}}')
    expect(flow).toMatchObject({ start: 'b', hears: ['hello'], exits: {}, nodes: { b: { was: ['old'] } } })
  })

  test('words that are something else in other YAML stay words', () => {
    const { flow } = read('flow: m\nnodes:\n  yes: { say: no, next: on }\n  on: end\n')
    expect(flow?.nodes.yes).toMatchObject({ options: { say: 'no' }, exits: { next: 'on' } })
  })

  test('data reads like text', () => {
    const document = { flow: 'm', nodes: { a: { say: 'x', next: 'z' }, z: 'end' } }
    expect(plainFlow(document, kinds)).toEqual(read(JSON.stringify(document)))
  })
})

describe('a fault says where and what to do', () => {
  test('unknown fields, with what was meant', () => {
    expect(told('flow: m\nstrat: a\nnodes:\n  a: end\n')).toEqual([
      '2 undefined: “strat” is not known here; did you mean “start”?',
    ])
    expect(
      told(
        'flow: m\nnodes:\n  a:\n    ask: x\n    into: y\n    agian: [z]\n    exits: {filled: a, gaveUp: a}\n',
      ),
    ).toEqual(['6 a: “agian” is not known here; did you mean “again”?'])
    expect(told('flow: m\nnodes:\n  a:\n    sya: x\n')).toEqual(['3 a: It has no kind; did you mean “say”?'])
  })

  test('values of the wrong kind', () => {
    expect(told('flow: m\nnodes:\n  a: { ask: 5, into: x }\n')).toEqual([
      '3 a: “ask” must be a text, or one text for each language',
    ])
    expect(told('flow: m\nnodes:\n  a: { wait: soon, next: a }\n')).toEqual([
      '3 a: “wait” must be a length of time such as 30s, 2m, 1h or 3d',
    ])
    expect(told('flow: m\nnodes:\n  a: { handoff: { qeue: x } }\n')).toEqual([
      '3 a: “handoff.qeue” is not known here; did you mean “queue”?',
    ])
    expect(told('flow: m\nnodes:\n  a: { ask: x }\n')).toEqual(['3 a: “into” is missing'])
  })

  test('nodes without a kind, with two, with next twice, that are none', () => {
    const one = (node: string) => told(`flow: m\nnodes:\n  a: ${node}\n`)[0]
    expect(one('{}')).toContain('It has no kind')
    expect(one('{say: x, end: true}')).toContain('several kinds (say, end)')
    expect(one('{say: x, next: a, exits: {next: a}}')).toContain('“next” is given twice')
    expect(one('5')).toContain('the name of a kind, or a set of fields')
    expect(one('[end]')).toContain('the name of a kind, or a set of fields')
    expect(one('constructor')).toContain('It has no kind')
  })

  test('names that a machine would take for something else', () => {
    for (const name of ['__proto__', 'a.b', '"#a"', '"*"', '""', 'ä', '9a', `n${'x'.repeat(60)}`])
      expect(read(`flow: m\nnodes:\n  ${name}: end\n  z: end`).flow, name).toBeNull()
    for (const exit of ['"*"', 'a.b', '__proto__'])
      expect(read(`{flow: m, nodes: {a: {say: x, exits: {${exit}: a}}}}`).flow, exit).toBeNull()
    expect(read('{flow: "~clarify", nodes: {a: end}}').flow).toBeNull()
    expect(read('{flow: m, nodes: {a: {set: {__proto__: 1}, next: a}}}').flow).toBeNull()
  })

  test('what YAML itself refuses: two keys, tags, several documents, aliases without end', () => {
    for (const source of [
      'flow: m\nflow: n\nnodes: {a: end}',
      'flow: !!js/function x\nnodes: {a: end}',
      'flow: m\nnodes: {a: end}\n---\nflow: n\n',
      'flow: m\nnodes: [',
      `a: &a [x, x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${`*${'abcdefghi'[i]}, `.repeat(8)}]`).join('\n')}`,
      'flow: m\nnodes: &n {a: *n}',
    ])
      expect(read(source).faults.length, source.slice(0, 30)).toBeGreaterThan(0)
    expect(told('flow: m\nnodes: [')[0]).toMatch(/^2 /)
  })

  test('what is too large or nested without end, and soon', () => {
    expect(read('x'.repeat(500_000)).faults[0]?.message).toContain('longer than')
    for (const source of [
      '['.repeat(50_000),
      '{a: '.repeat(20_000),
      '- '.repeat(50_000),
      '? '.repeat(20_000),
    ])
      expect(read(source).flow).toBeNull()
    const deep = `${'['.repeat(30)}${']'.repeat(30)}`
    expect(read(`{flow: m, nodes: {a: {set: {x: ${deep}}, next: a}}}`).flow).toBeNull()
  })
})

test('whatever the text or the data, it answers', () => {
  const pieces = fc.constantFrom(
    'flow: ',
    'nodes:',
    '\n',
    '  ',
    'a: ',
    '{',
    '}',
    '[',
    ']',
    '&x ',
    '*x',
    '!t ',
    '"',
    "'",
    '#',
    '? ',
    '- ',
    'say',
    'end',
    ', ',
    '|',
    '%YAML 1.1\n---\n',
    '__proto__: ',
    '<<: ',
    '\u0000',
    '\ud800',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
      ),
      (source) => {
        const { flow, faults } = read(source)
        expect(flow === null).toBe(faults.length > 0)
      },
    ),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
      expect(plainFlow({ flow: 'm', nodes: { a: value } }, kinds).faults.length).toBeGreaterThanOrEqual(0)
      expect(plainFlow(value, kinds).flow).toBeNull()
    }),
    { numRuns: 500 },
  )
})
