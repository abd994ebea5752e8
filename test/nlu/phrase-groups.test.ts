import { expect, test } from 'vitest'
import { phraseGroups } from '../../nlu/phrase-groups.ts'

const texts = (...all: string[]) => all.map((text) => ({ text }))
const grouped = (items: { text: string }[]) =>
  phraseGroups(items).map((group) => group.map(({ text }) => text))

const wraps = ['can you wrap it as a gift', 'can you gift wrap my order', 'gift wrap it please']
const jobs = ['do you have any jobs', 'any jobs open now']

test('texts that are alike come together, the largest group first', () => {
  const found = grouped(texts(...jobs, 'xyzzy', ...wraps))
  expect(found.map((group) => group.toSorted())).toEqual([[...wraps].sort(), [...jobs].sort(), ['xyzzy']])
})

test('the order they come in makes no difference', () => {
  const all = [...wraps, ...jobs, 'xyzzy']
  expect(grouped(texts(...all.toReversed()))).toEqual(grouped(texts(...all)))
})

test('the same text said often is one group', () => {
  expect(grouped(texts('where is it', 'where is it', 'where is it'))).toEqual([Array(3).fill('where is it')])
})

test('texts of nothing and texts without spaces are no trouble, and only the first five hundred are looked at', () => {
  expect(grouped([])).toEqual([])
  expect(grouped(texts('', '!!!', '配送はいつですか', '配送はいつ来ますか')).flat()).toHaveLength(4)
  expect(grouped(Array.from({ length: 700 }, (_, at) => ({ text: `word${at}` }))).flat()).toHaveLength(500)
})
