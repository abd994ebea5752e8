import { expect, test } from 'vitest'
import { best, chances, type Rehearsed, scopeOf, softMaximum, thresholdsOf } from '../../nlu/thresholds.ts'

/** A phrase seen with its own class at `own`. */
const seen = (own: number, label = 0): Rehearsed => {
  const margins = Float32Array.of(own, -1, -1)
  return { margins, nearness: softMaximum(margins), label }
}
const many = Array.from({ length: 1000 }, (_, at) => seen(-0.5 + at / 1000))

test('with many phrases the threshold keeps 97.5 % of what was right', () => {
  const { answer, ask } = thresholdsOf(many)
  const kept = many.filter(({ nearness }) => scopeOf(nearness) >= answer).length
  expect(kept).toBe(975)
  expect(ask).toBeLessThan(answer)
})

test('with few phrases strangers raise the threshold, but not past a tenth of what was right', () => {
  const few = many.filter((_, at) => at % 10 === 0)
  const strangers = Array.from({ length: 100 }, () => seen(-0.43, -1))
  const without = thresholdsOf(few).answer
  const { answer } = thresholdsOf([...few, ...strangers])
  expect(answer).toBeGreaterThan(without)
  expect(few.filter(({ nearness }) => scopeOf(nearness) >= answer).length).toBeGreaterThanOrEqual(90)
})

test('the temperature makes confidence how often the best is right', () => {
  const margins = Float32Array.of(0.4, 0.1)
  const rehearsed = Array.from({ length: 1000 }, (_, at) => ({
    margins,
    nearness: 0.4,
    label: at % 5 === 0 ? 1 : 0,
  }))
  const { temperature } = thresholdsOf(rehearsed)
  expect(chances(margins, temperature)[0]).toBeCloseTo(0.8, 1)
})

test('a model that was never right has cautious thresholds', () => {
  expect(thresholdsOf([])).toEqual({ temperature: 0.3, answer: 0.5, ask: 0.4 })
})

test('no margins have no best and are far from everything', () => {
  expect(best(new Float32Array(0))).toBe(-1)
  expect(softMaximum(new Float32Array(0))).toBe(-1)
  expect(best(Float32Array.of(1, 3, 2), 1)).toBe(2)
})
