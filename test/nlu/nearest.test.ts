import { expect, test } from 'vitest'
import { nearest } from '../../nlu/nearest.ts'

const find = nearest([
  { text: 'do you repair shoes' },
  { text: 'do you sell shoes' },
  { text: 'when is it open' },
])

test('the likest come first, with a likeness of 1 for the same words', () => {
  const found = find('do you repair shoes', 2)
  expect(found.map(({ item }) => item.text)).toEqual(['do you repair shoes', 'do you sell shoes'])
  expect(found[0]?.likeness).toBeCloseTo(1)
  expect(found[1]?.likeness).toBeLessThan(0.8)
})

test('what is like nothing finds nothing', () => {
  expect(find('xyzzy', 3)).toEqual([])
  expect(find('', 3)).toEqual([])
  expect(nearest([])('anything', 3)).toEqual([])
})

test('a long text is not like the few words it shares', () => {
  const [first] = find('do you know the muffin man who lives on drury lane and bakes sourdough', 1)
  expect(first?.likeness ?? 0).toBeLessThan(0.3)
})
