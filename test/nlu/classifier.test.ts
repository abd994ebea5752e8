import { expect, test } from 'vitest'
import { type Example, learn as learnBy, openClassifier } from '../../nlu/classifier.ts'
import type { Features } from '../../nlu/features.ts'
import { meaning } from './meaning.ts'

const { kernel } = meaning
const learn = (
  from: readonly Example[],
  size: { classes: number; features: number },
  options: { seed: number; progress?: (share: number) => void },
) => learnBy(from, size, { ...options, kernel: kernel() })
const marginsOf = (classifier: ReturnType<typeof learn>, features: Features) =>
  openClassifier(classifier, kernel()).marginsOf(features, null)

/** Two features tell the classes apart, the third is in all. */
const examples: Example[] = Array.from({ length: 30 }, (_, at) => ({
  features: { indices: [at % 2, 2], values: [0.8, 0.6] },
  label: at % 2,
}))
const size = { classes: 2, features: 3 }

test('each class is on its own side', () => {
  const classifier = learn(examples, size, { seed: 1 })
  const [own = 0, other = 0] = marginsOf(classifier, { indices: [0, 2], values: [0.8, 0.6] })
  expect(own).toBeGreaterThan(0.7)
  expect(other).toBeLessThan(-0.7)
})

test('the same seed gives the same weights, another one does not', () => {
  expect(learn(examples, size, { seed: 3 })).toEqual(learn(examples, size, { seed: 3 }))
  expect(learn(examples, size, { seed: 3 }).bias).not.toEqual(learn(examples, size, { seed: 4 }).bias)
})

test('what belongs to no class pushes all of them away', () => {
  const none = { features: { indices: [], values: [] }, label: -1 }
  const classifier = learn([...examples, ...Array.from({ length: 15 }, () => none)], size, { seed: 1 })
  for (const bias of classifier.bias) expect(bias).toBeLessThan(-0.3)
})

test('progress rises to the whole', () => {
  const heard: number[] = []
  learn(examples, size, { seed: 1, progress: (share) => heard.push(share) })
  expect(heard).toEqual([...heard].sort((left, right) => left - right))
  expect(heard.at(-1)).toBe(1)
})

test('nothing to learn from is no fault', () => {
  expect(
    marginsOf(learn([], { classes: 0, features: 0 }, { seed: 1 }), { indices: [], values: [] }),
  ).toHaveLength(0)
})
