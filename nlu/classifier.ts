import type { Features } from './features.ts'
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
  label: number
}

/**
 * Learns to tell classes apart: a linear support vector machine for each class against all others (squared hinge
 * loss, dual coordinate descent as in LIBLINEAR), all stepped together over one example so that its features are
 * read once. The same examples and seed give the same weights. `progress` hears the share that is done.
 */
export function learn(
  examples: readonly Example[],
  size: { classes: number; features: number },
  options: { seed: number; progress?: (share: number) => void },
): Classifier {
  const { classes } = size
  const rows = new Float32Array(size.features * classes)
  const bias = new Float32Array(classes)
  const duals = new Float32Array(examples.length * classes)
  const margins = new Float64Array(classes)
  const order = examples.map((_, at) => at)
  const random = randomOf(options.seed)

  for (let pass = 1; pass <= passes; pass++) {
    shuffle(order, random)
    for (const at of order) {
      const example = examples[at]
      if (!example) continue
      margins.set(bias)
      addRows(rows, example.features, margins)
      const own = duals.subarray(at * classes, (at + 1) * classes)
      const { columns, steps } = step(example, margins, own)
      change(example.features, rows, bias, columns, steps)
    }
    options.progress?.(pass / passes)
  }
  return quantise(rows, bias)
}

/** How far inside each class a text lies: about 1 for its own, about -1 for the others. */
export function marginsOf({ rows, scales, bias }: Classifier, { indices, values }: Features): Float64Array {
  const margins = Float64Array.from(bias)
  const scaled = values.map((value, place) => value * (scales[indices[place] ?? 0] ?? 0))
  addRows(rows, { indices, values: scaled }, margins)
  return margins
}

const passes = 8
const cost = 1
/** An example of a class is outnumbered by those of all the others. */
const ownCost = 3

/** Adds the rows of a text's features to the margins; four at a time, which is half again as fast as one. */
function addRows(rows: Float32Array | Int8Array, { indices, values }: Features, margins: Float64Array): void {
  const classes = margins.length
  for (let at = 0; at < indices.length; at += 4) {
    const row0 = (indices[at] ?? 0) * classes
    const row1 = (indices[at + 1] ?? 0) * classes
    const row2 = (indices[at + 2] ?? 0) * classes
    const row3 = (indices[at + 3] ?? 0) * classes
    const value0 = values[at] ?? 0
    const value1 = values[at + 1] ?? 0
    const value2 = values[at + 2] ?? 0
    const value3 = values[at + 3] ?? 0
    for (let column = 0; column < classes; column++) {
      margins[column] =
        (margins[column] ?? 0) +
        value0 * (rows[row0 + column] ?? 0) +
        value1 * (rows[row1 + column] ?? 0) +
        value2 * (rows[row2 + column] ?? 0) +
        value3 * (rows[row3 + column] ?? 0)
    }
  }
}

/** The best step of this example's dual variable in each class; few move once the first pass is over. */
function step(example: Example, margins: Float64Array, duals: Float32Array) {
  const columns: number[] = []
  const steps: number[] = []
  const length = 1 + example.features.values.reduce((sum, value) => sum + value * value, 0)
  for (let column = 0; column < duals.length; column++) {
    const side = example.label === column ? 1 : -1
    const slack = 1 / (2 * (side === 1 ? ownCost : cost))
    const dual = duals[column] ?? 0
    const gradient = side * (margins[column] ?? 0) - 1 + slack * dual
    const next = Math.max(0, dual - gradient / (length + slack))
    if (next === dual) continue
    duals[column] = next
    columns.push(column)
    steps.push((next - dual) * side)
  }
  return { columns, steps }
}

function change(
  { indices, values }: Features,
  rows: Float32Array,
  bias: Float32Array,
  columns: readonly number[],
  steps: readonly number[],
): void {
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] ?? 0
    bias[column] = (bias[column] ?? 0) + (steps[at] ?? 0)
  }
  for (let place = 0; place < indices.length; place++) {
    const row = (indices[place] ?? 0) * bias.length
    const value = values[place] ?? 0
    for (let at = 0; at < columns.length; at++) {
      const cell = row + (columns[at] ?? 0)
      rows[cell] = (rows[cell] ?? 0) + (steps[at] ?? 0) * value
    }
  }
}

/** Eight bits a weight cost nothing that can be measured and a quarter of the room. */
function quantise(weights: Float32Array, bias: Float32Array): Classifier {
  const classes = bias.length
  const rows = new Int8Array(weights.length)
  const scales = new Float32Array(classes === 0 ? 0 : weights.length / classes)
  for (let index = 0; index < scales.length; index++) {
    let largest = 0
    for (let cell = index * classes; cell < (index + 1) * classes; cell++) {
      largest = Math.max(largest, Math.abs(weights[cell] ?? 0))
    }
    scales[index] = largest / 127
    if (largest === 0) continue
    for (let cell = index * classes; cell < (index + 1) * classes; cell++) {
      rows[cell] = Math.round(((weights[cell] ?? 0) / largest) * 127)
    }
  }
  return { classes, rows, scales, bias }
}
