import { expect, test } from 'vitest'
import { featuresOf, vocabularyOf } from '../../nlu/features.ts'
import { tokenize } from '../../nlu/tokens.ts'

const phrases = ['where is my order', 'cancel my order', 'give me a refund', '注文はどこですか']
const vocabulary = vocabularyOf(phrases.map(tokenize))
const length = (text: string) => Math.hypot(...featuresOf(tokenize(text), vocabulary).values)

test('a text of known words is of unit length, in every script', () => {
  for (const phrase of phrases) expect(length(phrase)).toBeCloseTo(1)
})

test('unknown words make a text look like less', () => {
  expect(length('where is my umbrella')).toBeLessThan(0.95)
  expect(length('where is my umbrella')).toBeGreaterThan(length('where did umbrellas come'))
  expect(featuresOf(tokenize('xyz'), vocabulary)).toEqual({ indices: [], values: [] })
})

test('the order of words tells', () => {
  const indices = (text: string) => new Set(featuresOf(tokenize(text), vocabulary).indices)
  expect(indices('where is my order')).not.toEqual(indices('order my is where'))
})

test('features seen once are left out when there are very many phrases', () => {
  const many = Array.from({ length: 2000 }, () => 'where is my order')
  const large = vocabularyOf([...many, 'cancel it'].map(tokenize))
  expect(featuresOf(tokenize('cancel it'), large).indices).toEqual([])
  expect(featuresOf(tokenize('my order'), large).indices.length).toBeGreaterThan(5)
})
