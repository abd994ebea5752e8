import { expect, test } from 'vitest'
import { duration } from '../../flows/duration.ts'
import { fill, lookup, onlyPath } from '../../flows/fill.ts'

test('fills values in once: what is filled in is never read as a template', () => {
  const variables = { x: '{{y}}', y: 'no', n: 3, list: [{ id: 7 }], deep: { a: { b: true } } }
  expect(fill('{{x}} {{ n }} {{deep.a.b}} {{list.0.id}} {{deep}}', variables)).toBe(
    '{{y}} 3 true 7 {"a":{"b":true}}',
  )
})

test('leaves a missing value empty and what is no placeholder as it is', () => {
  expect(fill('[{{gone}}] [{{gone.too}}] {{not a name}} {{}} {', { x: 1 })).toBe(
    '[] [] {{not a name}} {{}} {',
  )
})

test('encodes what is filled into an address, and only that', () => {
  expect(fill('https://x.example/a b/{{x}}?q={{y}}', { x: '../a b/?#&', y: '\ud800' }, 'url')).toBe(
    'https://x.example/a b/..%2Fa%20b%2F%3F%23%26?q=%EF%BF%BD',
  )
})

test('finds own values only', () => {
  expect(lookup({ a: {} }, 'a.constructor')).toBeUndefined()
  expect(lookup({ a: [1] }, 'a.length')).toBeUndefined()
  expect(lookup({ a: null }, 'a.b')).toBeUndefined()
  expect(lookup(JSON.parse('{"__proto__": {"x": 1}}'), '__proto__.x')).toBe(1)
  expect(lookup({}, '__proto__')).toBeUndefined()
})

test('knows a text that is one placeholder', () => {
  expect(onlyPath('{{ a.b }}')).toBe('a.b')
  expect(onlyPath('{{a}}{{b}}')).toBeNull()
  expect(onlyPath(' {{a}}')).toBeNull()
})

test('reads lengths of time, up to a year', () => {
  expect(['5s', '2m', '1h', '3d'].map(duration)).toEqual([5000, 120_000, 3_600_000, 259_200_000])
  for (const text of ['', '5', 's', '1.5h', '-1s', '1h30m', '999999d', ' 1s'])
    expect(duration(text)).toBeNull()
})
