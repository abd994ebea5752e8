import fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { Condition, holds } from '../../flows/condition.ts'
import { arbitrary, json } from './nodes/arbitrary.ts'

const variables = {
  days: 4,
  order: 'AB123456',
  empty: '',
  nothing: null,
  yes: true,
  list: ['a', 2],
  found: { due: '2026-03-02' },
}
const is = (condition: Condition) => holds(condition, variables)

describe('a condition', () => {
  test('knows what is set and not empty', () => {
    expect(is({ set: 'order' })).toBe(true)
    expect(is({ set: 'found.due' })).toBe(true)
    for (const path of ['empty', 'nothing', 'missing', 'found.gone', 'constructor', 'order.length'])
      expect(is({ set: path }), path).toBe(false)
  })

  test('takes a number and its text as equal', () => {
    expect(is({ equal: ['days', '4'] })).toBe(true)
    expect(is({ equal: ['yes', 'true'] })).toBe(true)
    expect(is({ equal: ['days', 5] })).toBe(false)
    expect(is({ equal: ['missing', null] })).toBe(true)
    expect(is({ equal: ['missing', 'undefined'] })).toBe(false)
    expect(is({ equal: ['nothing', 'null'] })).toBe(false)
  })

  test('compares numbers as numbers and texts as texts', () => {
    expect(is({ greater: ['days', 3] })).toBe(true)
    expect(is({ greater: ['days', 4] })).toBe(false)
    expect(is({ less: ['days', 10] })).toBe(true)
    expect(is({ less: ['found.due', '2026-03-10'] })).toBe(true)
  })

  test('compares nothing with a number as neither greater nor less', () => {
    for (const path of ['missing', 'nothing', 'empty', 'order', 'list', 'yes']) {
      expect(is({ greater: [path, -1] }), path).toBe(false)
      expect(is({ less: [path, 9] }), path).toBe(false)
    }
  })

  test('looks into texts and lists', () => {
    expect(is({ contains: ['order', 'ab12'] })).toBe(true)
    expect(is({ contains: ['list', '2'] })).toBe(true)
    expect(is({ contains: ['list', 'b'] })).toBe(false)
    expect(is({ oneOf: ['days', [1, 4]] })).toBe(true)
    expect(is({ oneOf: ['days', [1, 2]] })).toBe(false)
    expect(is({ matches: ['order', '^AB'] })).toBe(true)
    expect(is({ matches: ['order', '('] })).toBe(false)
  })

  test('joins others', () => {
    expect(is({ all: [{ set: 'order' }, { not: { set: 'missing' } }] })).toBe(true)
    expect(is({ all: [{ set: 'order' }, { set: 'missing' }] })).toBe(false)
    expect(is({ any: [{ set: 'missing' }, { set: 'order' }] })).toBe(true)
    expect(is({ any: [{ set: 'missing' }, { set: 'empty' }] })).toBe(false)
  })

  test('is false when it is nested too deeply', () => {
    let deep: Condition = { set: 'order' }
    for (let level = 0; level < 18; level++) deep = { all: [deep] }
    expect(is(deep)).toBe(true)
    for (let level = 0; level < 9000; level++) deep = { all: [deep] }
    expect(is(deep)).toBe(false)
    for (const missing of ['order', 'missing']) {
      let turned: Condition = { set: missing }
      for (let level = 0; level < 21; level++) turned = { not: turned }
      expect(is(turned)).toBe(false)
    }
  })

  test('is answered for any tree and any variables', () => {
    const all = fc.dictionary(fc.constantFrom('a', 'order', 'constructor'), json)
    fc.assert(
      fc.property(arbitrary(Condition), all, (tree, given) => {
        if (!Check(Condition, tree)) throw new Error('the schema refuses what it made')
        expect(typeof holds(tree, given)).toBe('boolean')
      }),
      { numRuns: 300 },
    )
  })
})

test('a condition of two tests, of none or of an unknown one is refused', () => {
  for (const wrong of [
    { set: 'a', equal: ['a', 1] },
    {},
    { run: 'rm' },
    { equal: ['a'] },
    { not: { run: 'x' } },
  ])
    expect(Check(Condition, wrong)).toBe(false)
})
