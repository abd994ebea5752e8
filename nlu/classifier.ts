import type { Features } from './features.ts'
import type { Kernel } from './kernel/kernel.ts'
import { mostSteps, placeInPanels } from './kernel/panels.ts'
import { randomOf, shuffle } from './random.ts'

/** What was learned: a row of 8-bit weights for each feature, one column a class, each row with its scale. */
export interface Classifier {
  classes: number
  rows: Int8Array
  scales: Float32Array
  bias: Float32Array
}

/** A training example; `label` is a class, or -1 for what belongs to none. */
export interface Example {
  features: Features
  /** Makes its meaning, of unit length and `width` numbers, whose rows come after those of all features. */
  meaning?: () => Float32Array | null
  label: number
}

/**
 * Learns to tell classes apart: a linear support vector machine for each class against all others (squared hinge
 * loss, dual coordinate descent as in LIBLINEAR), all stepped together over one example so that its features are
 * read once. `kernel` is cleared for it; `share` is how much meaning weighs beside the features. The same examples and
 * seed give the same weights. `progress` hears the share that is done.
 */
export function learn(
  examples: readonly Example[],
  size: { classes: number; features: number; width?: number },
  options: { kernel: Kernel; seed: number; share?: number; progress?: (share: number) => void },
): Classifier {
  const { kernel, seed, share = 1 } = options
  const { classes, features, width = 0 } = size
  const stride = strideOf(classes)
  kernel.clear()
  const sparse = layFeatures(kernel, examples)
  const meant = layMeanings(kernel, examples, { width, share, first: features })
  const rows = kernel.take(4 * (features + width) * stride)
  const duals = kernel.take(4 * examples.length * stride)
  const bias = kernel.take(4 * stride)
  const margins = kernel.take(4 * stride)
  const steps = kernel.take(4 * stride)
  const columns = kernel.take(4 * stride)

  const order = examples.map((_, at) => at)
  const random = randomOf(seed)
  for (let pass = 1; pass <= passes; pass++) {
    shuffle(order, random)
    for (const at of order) {
      const [indices, values, count] = sparse.at(at)
      const [meaningIndices, meaning, meaningCount] = meant.at(at)
      kernel.addRows(rows, stride, indices, values, count, bias, margins)
      if (meaningCount > 0)
        kernel.addRows(rows, stride, meaningIndices, meaning, meaningCount, margins, margins)
      const own = duals + 4 * at * stride
      const length = 1 + sparse.squares(at) + meant.squares(at)
      const label = examples[at]?.label ?? -1
      const moved = kernel.visit(
        classes,
        bias,
        margins,
        own,
        steps,
        columns,
        label,
        length,
        ownSlack,
        otherSlack,
      )
      if (moved === 0) continue
      kernel.follow(rows, stride, indices, values, count, steps, columns, moved)
      kernel.follow(rows, stride, meaningIndices, meaning, meaningCount, steps, columns, moved)
    }
    options.progress?.(pass / passes)
  }
  const weights = (feature: number) => kernel.floats(rows + 4 * feature * stride, classes)
  return quantise(weights, { classes, features: features + width }, kernel.floats(bias, classes).slice())
}

/** Features or meanings of examples in a kernel: where the indices and values of each are, and how many. */
interface Laid {
  at(example: number): readonly [indices: number, values: number, count: number]
  /** The squares of its values, added up. */
  squares(example: number): number
}

function layFeatures(kernel: Kernel, examples: readonly Example[]): Laid {
  const starts = new Uint32Array(examples.length + 1)
  for (const [at, { features }] of examples.entries())
    starts[at + 1] = (starts[at] ?? 0) + features.indices.length
  const total = starts[examples.length] ?? 0
  const indices = kernel.take(4 * total)
  const values = kernel.take(4 * total)
  const indexView = kernel.integers(indices, total)
  const valueView = kernel.floats(values, total)
  const squares = new Float32Array(examples.length)
  for (const [at, { features }] of examples.entries()) {
    indexView.set(features.indices, starts[at])
    valueView.set(features.values, starts[at])
    squares[at] = features.values.reduce((sum, value) => sum + value * value, 0)
  }
  return {
    at(example) {
      const start = starts[example] ?? 0
      return [indices + 4 * start, values + 4 * start, (starts[example + 1] ?? 0) - start]
    },
    squares: (example) => squares[example] ?? 0,
  }
}

function layMeanings(
  kernel: Kernel,
  examples: readonly Example[],
  { width, share, first }: { width: number; share: number; first: number },
): Laid {
  const indices = kernel.take(4 * width)
  kernel.integers(indices, width).set(Array.from({ length: width }, (_, at) => first + at))
  const values = kernel.take(4 * width * examples.length)
  const has = new Uint8Array(examples.length)
  for (const [at, example] of examples.entries()) {
    const meaning = width > 0 ? example.meaning?.() : null
    if (!meaning) continue
    has[at] = 1
    kernel.floats(values + 4 * width * at, width).set(meaning.map((value) => value * share))
  }
  return {
    at: (example) => [indices, values + 4 * width * example, has[example] === 1 ? width : 0],
    squares: (example) => (has[example] === 1 ? share * share : 0),
  }
}

/** A classifier at work. */
export interface Judge {
  /** How far inside each class a text lies: about 1 for its own, about -1 for the others. */
  marginsOf(features: Features, meaning: Float32Array | null): Float32Array
  /** What the features add up to for one class. */
  weightOf(features: Features, place: number): number
}

/** Lays a classifier out in a kernel, which is its own from then on; its last `width` rows are those of meaning. */
export function openClassifier(classifier: Classifier, kernel: Kernel, width = 0): Judge {
  const { classes, rows, scales, bias } = classifier
  const stride = strideOf(classes)
  const words = scales.length - width
  const rowsAt = kernel.take(words * stride)
  const panelsAt = kernel.take(2 * width * stride)
  const biasAt = kernel.take(4 * stride)
  const marginsAt = kernel.take(4 * stride)
  const meantAt = kernel.take(4 * stride)
  const indicesAt = kernel.take(4 * mostAtOnce)
  const valuesAt = kernel.take(4 * mostAtOnce)
  const vectorAt = kernel.take(4 * width)
  const stepsAt = kernel.take(2 * width)
  const laid = kernel.small(rowsAt, words * stride)
  for (let row = 0; row < words; row++)
    laid.set(rows.subarray(row * classes, (row + 1) * classes), row * stride)
  const panels = kernel.shorts(panelsAt, width * stride)
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < classes; column++)
      panels[placeInPanels(row, column, width)] = rows[(words + row) * classes + column] ?? 0
  }
  kernel.floats(biasAt, stride).set(bias)
  const indexView = kernel.integers(indicesAt, mostAtOnce)
  const valueView = kernel.floats(valuesAt, mostAtOnce)
  const vector = kernel.floats(vectorAt, width)
  const margins = kernel.floats(marginsAt, classes)

  /** What meaning adds up to, with the bias; many rows that are all there are quicker in whole steps. */
  function judgeMeaning(meaning: Float32Array): number {
    for (let at = 0; at < width; at++) vector[at] = (meaning[at] ?? 0) * (scales[words + at] ?? 0)
    const step = kernel.quantise(vectorAt, width, stepsAt, mostSteps)
    kernel.multiply(stepsAt, 2 * width, 1, panelsAt, width, stride, meantAt, 4 * stride, step)
    kernel.addBias(meantAt, 1, stride, biasAt)
    return meantAt
  }

  return {
    marginsOf({ indices, values }, meaning) {
      let from = meaning === null || width === 0 ? biasAt : judgeMeaning(meaning)
      for (let start = 0; start === 0 || start < indices.length; start += mostAtOnce) {
        const count = Math.min(mostAtOnce, indices.length - start)
        for (let at = 0; at < count; at++) {
          const index = indices[start + at] ?? 0
          indexView[at] = index
          valueView[at] = (values[start + at] ?? 0) * (scales[index] ?? 0)
        }
        kernel.addSmallRows(rowsAt, stride, indicesAt, valuesAt, count, from, marginsAt)
        from = marginsAt
      }
      return margins.slice()
    },
    weightOf: ({ indices, values }, place) =>
      indices.reduce(
        (sum, index, at) =>
          sum + (values[at] ?? 0) * (scales[index] ?? 0) * (rows[index * classes + place] ?? 0),
        0,
      ),
  }
}

const passes = 8
const otherSlack = 1 / 2
/** An example of a class is outnumbered by those of all the others, and counts three times. */
const ownSlack = 1 / 6
/** A longer text is added up in parts. */
const mostAtOnce = 4096

/** The kernel reads sixteen classes at a time. */
const strideOf = (classes: number) => Math.max(1, Math.ceil(classes / 16)) * 16

/** Eight bits a weight cost nothing that can be measured and a quarter of the room. */
function quantise(
  weightsOf: (feature: number) => Float32Array,
  { classes, features }: { classes: number; features: number },
  bias: Float32Array,
): Classifier {
  const rows = new Int8Array(features * classes)
  const scales = new Float32Array(features)
  for (let index = 0; index < features; index++) {
    const weights = weightsOf(index)
    let largest = 0
    for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
    scales[index] = largest / 127
    if (largest === 0) continue
    for (const [column, weight] of weights.entries())
      rows[index * classes + column] = Math.round((weight / largest) * 127)
  }
  return { classes, rows, scales, bias }
}
