import { expect, test } from 'vitest'
import { longestText, tokenize } from '../../nlu/tokens.ts'

const texts = (text: string) => tokenize(text).map((token) => token.text)

test('words are lower case and normalised, with their apostrophes', () => {
  expect(texts('Where’s MY Café №２?')).toEqual(["where's", 'my', 'café', 'no2'])
})

test('clauses are counted', () => {
  expect(tokenize('Hi, where is it? Thanks').map(({ clause }) => clause)).toEqual([0, 1, 1, 1, 2])
})

test('scripts without spaces are runs of their own', () => {
  expect(tokenize('iPhoneを買う、สวัสดี')).toEqual([
    { text: 'iphone', clause: 0, unspaced: false },
    { text: 'を買う', clause: 0, unspaced: true },
    { text: 'สวัสดี', clause: 1, unspaced: true },
  ])
})

test('nothing is read past the longest text, also where normalising makes it longer', () => {
  expect(texts(`${'a '.repeat(longestText)}end`)).not.toContain('end')
  expect(texts('\ufdfa'.repeat(longestText)).join('').length).toBeLessThanOrEqual(longestText)
})
