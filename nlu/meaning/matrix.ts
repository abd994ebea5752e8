import type { Kernel } from '../kernel/kernel.ts'
import { mostSteps, placeInPanels } from '../kernel/panels.ts'

/** A matrix in a kernel. */
export interface Matrix {
  /**
   * Multiplies rows of numbers that lie at `from` without gaps, and writes rows that begin `stride` bytes apart.
   * `before` and `after` are how many neighbours each row is seen with; beyond the ends stand zeros.
   */
  multiply(from: number, rows: number, to: number, stride: number, before?: number, after?: number): void
  /** Multiplies one vector. */
  apply(vector: Float32Array): Float32Array
}

/** Makes a matrix of numbers given row by row. `columns` is a multiple of eight, `inner` of two. */
export type MakeMatrix = (
  kernel: Kernel,
  values: Float32Array,
  size: { inner: number; columns: number },
) => Matrix

/**
 * Multiplies in whole steps of 16 bits, which is thrice as fast as floats and differs by a hundred-thousandth.
 * Throws when the numbers are not whole multiples (up to 255) of one step.
 */
export const quickMatrix: MakeMatrix = (kernel, values, { inner, columns }) => {
  const step = stepOf(values)
  const at = kernel.take(2 * values.length)
  const laid = kernel.shorts(at, values.length)
  for (let row = 0; row < inner; row++) {
    for (let column = 0; column < columns; column++)
      laid[placeInPanels(row, column, inner)] = Math.round((values[row * columns + column] ?? 0) / step)
  }
  const left = kernel.take(2 * inner * mostRows)
  return withApply(kernel, { inner, columns }, (from, rows, to, stride, before = 0, after = 0) => {
    const width = inner / (before + 1 + after)
    kernel.shorts(left, width * before).fill(0)
    const fineness = kernel.quantise(from, width * rows, left + 2 * width * before, mostSteps)
    kernel.shorts(left + 2 * width * (before + rows), width * after).fill(0)
    kernel.multiply(left, 2 * width, rows, at, inner, columns, to, stride, fineness * step)
  })
}

/** Multiplies floats: for what is made once and must be exact. */
export const exactMatrix: MakeMatrix = (kernel, values, { inner, columns }) => {
  const at = kernel.take(4 * values.length)
  const laid = kernel.floats(at, values.length)
  for (let row = 0; row < inner; row++) {
    for (let column = 0; column < columns; column++)
      laid[(column >> 3) * 8 * inner + row * 8 + (column & 7)] = values[row * columns + column] ?? 0
  }
  const left = kernel.take(4 * inner * mostRows)
  return withApply(kernel, { inner, columns }, (from, rows, to, stride, before = 0, after = 0) => {
    const width = inner / (before + 1 + after)
    const padded = kernel.floats(left, width * (before + rows + after)).fill(0)
    padded.set(kernel.floats(from, width * rows), width * before)
    kernel.multiplyFloats(left, 4 * width, rows, at, inner, columns, to, stride)
  })
}

/** How many rows are multiplied at a time, at most. */
export const mostRows = 256

const mostLevels = 255

function withApply(
  kernel: Kernel,
  { inner, columns }: { inner: number; columns: number },
  multiply: Matrix['multiply'],
): Matrix {
  const one = kernel.take(4 * inner)
  const result = kernel.take(4 * columns)
  return {
    multiply,
    apply(vector) {
      kernel.floats(one, inner).set(vector)
      multiply(one, 1, result, 4 * columns)
      return kernel.floats(result, columns).slice()
    },
  }
}

/** The encoder's weights were kept in 8 bits once: their smallest difference is the step they are multiples of. */
function stepOf(values: Float32Array): number {
  const levels = [...new Set(values)].sort((left, right) => left - right)
  let step = Number.POSITIVE_INFINITY
  for (const [at, level] of levels.entries()) {
    const before = levels[at - 1]
    if (before !== undefined) step = Math.min(step, level - before)
  }
  const most = Math.max(Math.abs(levels[0] ?? 0), Math.abs(levels.at(-1) ?? 0))
  if (!Number.isFinite(step) || most / step > mostLevels + 0.5)
    throw new Error('These weights are not the 8-bit ones that are known')
  // The widest span tells the step more exactly than the narrowest.
  return most / Math.round(most / step)
}
