import { expect, test } from 'vitest'
import { principal } from '../../../nlu/meaning/principal.ts'

test('finds the directions in which points differ most, the same each time', () => {
  // Along (3, 4) / 5 they differ by 10, across it by 1; both from the middle (2, 1).
  const along = [-10, 10, 0, 0]
  const across = [0, 0, -1, 1]
  const points = Float32Array.from(
    along.flatMap((far, at) => {
      const side = across[at] ?? 0
      return [2 + 0.6 * far - 0.8 * side, 1 + 0.8 * far + 0.6 * side]
    }),
  )
  const find = () => principal(points, new Float32Array(4).fill(1), { width: 2, keep: 2 })
  const { mean, directions } = find()
  expect([...mean].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([2, 1])
  expect([...directions].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([0.6, 0.8, 0.8, -0.6])
  expect(find().directions).toEqual(directions)
})

test('what weighs nothing changes nothing', () => {
  const points = Float32Array.of(1, 0, -1, 0, 50, 50)
  const { mean, directions } = principal(points, Float32Array.of(1, 1, 0), { width: 2, keep: 1 })
  expect([...mean]).toEqual([0, 0])
  expect([...directions]).toEqual([1, 0])
})
