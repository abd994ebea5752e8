import { expect, test } from 'vitest'
import {
  evaluate,
  folds,
  type Prediction,
  readRows,
  thresholdAtCost,
  trainingDataOf,
} from '../../nlu/evaluate.ts'

const row = (intent: string | null, heard: string, scope: number, confidence = 1): Prediction => ({
  text: 'x',
  intent,
  heard: { intent: heard, scope, confidence },
})
const rows = [
  row('a', 'a', 0.9),
  row('a', 'b', 0.8, 0.5),
  row('b', 'b', 0.3, 0.5),
  row('b', 'b', 0.7),
  row(null, 'a', 0.2),
  row(null, 'b', 0.8),
]

test('measures what a person would count by hand', () => {
  const scores = evaluate(rows, 0.5)
  expect(scores.accuracy).toBe(75)
  expect(scores.inScopeAccuracy).toBe(50)
  expect(scores.oosRecall).toBe(50)
  // a: 2·1/(2+1), b: 2·2/(2+3)
  expect(scores.macroF1).toBeCloseTo((100 * (2 / 3 + 4 / 5)) / 2)
  // Against .2 all four win; against .8 one wins and one is equal.
  expect(scores.auroc).toBeCloseTo((4 + 1.5) / 8)
  expect(scores.ece).toBeCloseTo(0)
})

test('confidence that is too high is an error of calibration', () => {
  expect(evaluate([row('a', 'a', 1, 0.95), row('a', 'b', 1, 0.95)], 0).ece).toBeCloseTo(45)
})

test('without rows of a kind there is no figure for it', () => {
  expect(evaluate([row('a', 'a', 1)], 0)).toMatchObject({ oosRecall: null, auroc: null, accuracy: 100 })
  expect(evaluate([], 0)).toMatchObject({ accuracy: null, macroF1: null, ece: null })
})

test('the threshold costs no more than it may', () => {
  const many = Array.from({ length: 100 }, (_, at) => row('a', 'a', at / 100))
  const threshold = thresholdAtCost(many, 2)
  expect(evaluate(many, threshold).inScopeAccuracy).toBe(98)
  expect(evaluate(many, threshold + 0.01).inScopeAccuracy).toBe(97)
})

test('each item is held out once', () => {
  const split = folds([1, 2, 3, 4, 5, 6, 7], 3)
  expect(split.flatMap(({ held }) => held).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  for (const { kept, held } of split) expect([...kept, ...held].sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(folds([1], 3)).toEqual([])
})

test('rows are read, and the first wrong line is named', () => {
  const lines = '{"text":"hi","intent":"greet"}\n\n{"text":"x","intent":null}\n'
  expect(readRows(lines)).toEqual([
    { text: 'hi', intent: 'greet' },
    { text: 'x', intent: null },
  ])
  expect(trainingDataOf(readRows(lines))).toEqual({ en: { greet: ['hi'] } })
  expect(() => readRows(`${lines}{"text":1}`)).toThrow('Line 4')
  expect(() => readRows(`nonsense`)).toThrow('Line 1 is not JSON')
})
