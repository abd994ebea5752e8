import { expect, test } from 'vitest'
import { entitiesOf, rule } from '../../nlu/entities.ts'

const found = (text: string) => entitiesOf(text).map(({ name, value }) => `${name} ${value}`)

test.each([
  ['write to Anna.Lee+x@Example.co.uk, please', ['email anna.lee+x@example.co.uk']],
  ['see https://shop.example/a?b=1.', ['url https://shop.example/a?b=1']],
  ['(www.shop.example/help)', ['url www.shop.example/help']],
  ['call +44 20 7946 0958 now', ['phone +442079460958']],
  ['or 0171/123 45 67', ['phone 01711234567']],
  ['my order AB123456', ['code AB123456']],
  ['order ord-2024-001 is late', ['code ORD-2024-001']],
  ['number #4711', ['code 4711']],
  ['number 4711234', ['code 4711234']],
  ['I bought 3 for 1,234.50 or 1.234,50', ['number 3', 'number 1234.5', 'number 1234.5']],
  ['it weighs 0.125 or -7', ['number 0.125', 'number -7']],
  ['on 2026-11-24 it came', []],
  ['version 1.2.3 of iPhone15 and covid19', []],
  ['nothing here', []],
])('finds what is in "%s"', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test('offsets are those of the text', () => {
  const text = '💬 mail a@b.io or 12'
  for (const { start, end, value } of entitiesOf(text)) expect(text.slice(start, end)).toBe(value)
})

test('a rule of one’s own finds its own', () => {
  const size = rule('size', /\b(?:S|M|L|XL)\b/g, (value) => value.toLowerCase())
  expect(entitiesOf('one in XL', [size])).toEqual([{ name: 'size', value: 'xl', start: 7, end: 9 }])
})

test('hostile texts are read, and no further than the longest text', () => {
  const hostile = ['a.', '@', 'a@', 'a@a.', '1 ', '1-', '(((', 'www.', '0.', 'A-', '#', '+1']
  for (const part of hostile) {
    for (const { end } of entitiesOf(part.repeat(50_000))) expect(end).toBeLessThanOrEqual(2000)
  }
})
