/**
 * The directions in which weighted vectors differ most, the strongest first: principal components by Jacobi's
 * method, in a fixed order and with a fixed sign, so that the same vectors give the same bits. `vectors` lie row by
 * row, `weights` say how much each counts; each direction of `keep` is one row of the result.
 */
export function principal(
  vectors: Float32Array,
  weights: Float32Array,
  { width, keep, progress }: { width: number; keep: number; progress?: (share: number) => void },
): { mean: Float64Array; directions: Float64Array } {
  const mean = meanOf(vectors, weights, width)
  const spread = covarianceOf(vectors, weights, mean, (share) => progress?.(share * 0.5))
  const { values, directions } = eigen(spread, width, (share) => progress?.(0.5 + share * 0.5))
  const order = [...values.keys()].sort((left, right) => (values[right] ?? 0) - (values[left] ?? 0))
  const kept = new Float64Array(keep * width)
  for (let rank = 0; rank < keep; rank++) {
    const column = order[rank] ?? 0
    const direction = Float64Array.from({ length: width }, (_, row) => directions[row * width + column] ?? 0)
    // Either way along it is as good: the component that is largest points up.
    const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    for (const [at, value] of direction.entries()) kept[rank * width + at] = largest < 0 ? -value : value
  }
  return { mean, directions: kept }
}

function meanOf(vectors: Float32Array, weights: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width)
  let sum = 0
  for (const [row, weight] of weights.entries()) {
    sum += weight
    for (let at = 0; at < width; at++) mean[at] = (mean[at] ?? 0) + weight * (vectors[row * width + at] ?? 0)
  }
  return mean.map((value) => (sum > 0 ? value / sum : 0))
}

function covarianceOf(
  vectors: Float32Array,
  weights: Float32Array,
  mean: Float64Array,
  progress: (share: number) => void,
): Float64Array {
  const width = mean.length
  const spread = new Float64Array(width * width)
  const centred = new Float64Array(width)
  for (const [row, weight] of weights.entries()) {
    for (let at = 0; at < width; at++) centred[at] = (vectors[row * width + at] ?? 0) - (mean[at] ?? 0)
    for (let one = 0; one < width; one++) {
      const scaled = weight * (centred[one] ?? 0)
      const base = one * width
      for (let other = one; other < width; other++)
        spread[base + other] = (spread[base + other] ?? 0) + scaled * (centred[other] ?? 0)
    }
    if (row % 4096 === 0) progress(row / weights.length)
  }
  for (let one = 0; one < width; one++)
    for (let other = 0; other < one; other++) spread[one * width + other] = spread[other * width + one] ?? 0
  return spread
}

const mostSweeps = 30

/** The eigenvalues and eigenvectors (columns) of a symmetric matrix, which is used up. */
function eigen(matrix: Float64Array, width: number, progress: (share: number) => void) {
  const directions = new Float64Array(width * width)
  for (let at = 0; at < width; at++) directions[at * width + at] = 1
  let first = 0
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0
    for (let one = 0; one < width; one++)
      for (let other = one + 1; other < width; other++) off += (matrix[one * width + other] ?? 0) ** 2
    if (sweep === 0) first = off
    if (off <= first * 1e-24) break
    for (let one = 0; one < width; one++) {
      for (let other = one + 1; other < width; other++) rotate(matrix, directions, width, one, other)
    }
    progress(Math.min(1, (sweep + 1) / 10))
  }
  return { values: Float64Array.from({ length: width }, (_, at) => matrix[at * width + at] ?? 0), directions }
}

/** Turns two axes so that they no longer mix. */
function rotate(matrix: Float64Array, directions: Float64Array, width: number, one: number, other: number) {
  const mixed = matrix[one * width + other] ?? 0
  if (mixed === 0) return
  const ratio = ((matrix[other * width + other] ?? 0) - (matrix[one * width + one] ?? 0)) / (2 * mixed)
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  turnColumns(matrix, width, one, other, cosine, sine)
  turnRows(matrix, width, one, other, cosine, sine)
  turnColumns(directions, width, one, other, cosine, sine)
}

function turnColumns(
  matrix: Float64Array,
  width: number,
  one: number,
  other: number,
  cosine: number,
  sine: number,
) {
  for (let row = 0; row < width * width; row += width) {
    const left = matrix[row + one] ?? 0
    const right = matrix[row + other] ?? 0
    matrix[row + one] = cosine * left - sine * right
    matrix[row + other] = sine * left + cosine * right
  }
}

function turnRows(
  matrix: Float64Array,
  width: number,
  one: number,
  other: number,
  cosine: number,
  sine: number,
) {
  const [from, to] = [one * width, other * width]
  for (let at = 0; at < width; at++) {
    const left = matrix[from + at] ?? 0
    const right = matrix[to + at] ?? 0
    matrix[from + at] = cosine * left - sine * right
    matrix[to + at] = sine * left + cosine * right
  }
}
