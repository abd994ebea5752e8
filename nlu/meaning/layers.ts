import type { Kernel } from '../kernel/kernel.ts'
import { type Matrix, mostRows } from './matrix.ts'

/** Looks at each piece with its neighbours, twice, and adds what it finds to what the piece was. */
export type Branch = (from: number, stride: number, rows: number, to: number, toStride: number) => void

/** Makes a branch that sees `before` pieces in front of its own and `after` behind it; nothing stands beyond the ends. */
export function createBranch(
  kernel: Kernel,
  parts: {
    before: number
    after: number
    width: number
    first: Matrix
    firstBias: number
    second: Matrix
    secondBias: number
  },
): Branch {
  const { before, after, width, first, firstBias, second, secondBias } = parts
  const bytes = 4 * width
  const input = kernel.take(bytes * mostRows)
  const hidden = kernel.take(bytes * mostRows)
  const found = kernel.take(bytes * mostRows)
  return (from, stride, rows, to, toStride) => {
    for (let row = 0; row < rows; row++)
      kernel.floats(input + bytes * row, width).set(kernel.floats(from + stride * row, width))
    first.multiply(input, rows, found, bytes, before, after)
    kernel.activate(found, rows, width, firstBias, input, bytes, hidden, bytes)
    second.multiply(hidden, rows, found, bytes, before, after)
    kernel.activate(found, rows, width, secondBias, hidden, bytes, to, toStride)
  }
}
