import { expect, test } from 'vitest'
import { ownRules } from '../../../nlu/entities/own.ts'
import { entitiesOf } from '../../../nlu/entities.ts'

const rules = ownRules({
  en: {
    size: { values: { s: ['small'], xl: ['extra large', 'very big'] } },
    order: { pattern: '[A-Z]{2}[0-9]{6}' },
  },
  ja: { size: { values: { m: ['エム'] } } },
})
const found = (text: string) =>
  entitiesOf(text, { language: 'en' }, rules).map(
    ({ name, value, start, end }) => `${name} ${value} ${text.slice(start, end)}`,
  )

test('a value is found by each of its words, whatever their case and accents', () => {
  expect(found('Small or very BIG or S')).toEqual(['size s Small', 'size xl very BIG', 'size s S'])
})

test('one slip in a longer word is mended', () => {
  expect(found('extra lagre')).toEqual(['size xl extra lagre'])
  expect(found('extra legroom')).toEqual([])
})

test('a list of another language is known too, and words without spaces between', () => {
  expect(found('のエムサイズ')).toEqual(['size m エム'])
})

test('an expression finds its own, at the offsets of the text', () => {
  expect(found('💬 of AB123456, CD654321')).toEqual(['order AB123456 AB123456', 'order CD654321 CD654321'])
})

test('an expression that RE2 does not take is refused, and one that would never end elsewhere ends', () => {
  expect(() => ownRules({ en: { bad: { pattern: '(?=a)' } } })).toThrow()
  const [slow] = ownRules({ en: { slow: { pattern: '(a+)+$' } } })
  expect(slow?.(`${'a'.repeat(1999)}!`, { language: 'en' })).toEqual([])
})
