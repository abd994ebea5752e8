import type { Encoder } from './meaning/encoder.ts'
import type { Table } from './meaning/table.ts'
import { embedding, wheelHash } from './meaning/wheel.ts'

/** Says in numbers what texts mean. */
export interface Vectors {
  /** Names where they come from: a model is trained with one source and read with the same. */
  hash: string
  width: number
  /** How much meaning weighs beside the words. */
  share: number
  /** The least scope to answer what is judged by meaning alone. */
  alone: number
  vectorOf(text: string): Float32Array
}

/** Tried from .25 to 2 on validation data: more helps where there are few examples, less where there are many. */
const tableShare = 0.5
const encoderShare = 1
/** In a language it has no phrases in a bot is right by the table two times out of three: better asked back about. */
const tableAlone = 0.5

/** The vectors of the token table. */
export function tableVectors(table: Table): Vectors {
  const { hash, width, pieces } = table
  return {
    hash,
    width,
    share: tableShare,
    alone: tableAlone,
    vectorOf(text) {
      const vector = new Float32Array(width)
      table.vectorOf(pieces.split(text), vector)
      return vector
    },
  }
}

/** The vectors of the whole encoder. */
export function encoderVectors({ hash, width, encode }: Encoder): Vectors {
  return { hash, width, share: encoderShare, alone: 0, vectorOf: encode }
}

/** Vectors of the encoder that are made elsewhere, and given with each text that is to be understood. */
export function encoderElsewhere(): Vectors {
  return {
    hash: wheelHash,
    width: embedding,
    share: encoderShare,
    alone: 0,
    vectorOf: () => {
      throw new Error('A vector was asked for that was not given')
    },
  }
}

/** The same vectors, each made once. */
export function remembered(vectors: Vectors): Vectors {
  const known = new Map<string, Float32Array>()
  return {
    ...vectors,
    vectorOf(text) {
      const found = known.get(text) ?? vectors.vectorOf(text)
      known.set(text, found)
      return found
    },
  }
}

/**
 * The middle of vectors, from which meaning is measured. Of few vectors it is held nearer to nothing: else a text
 * unlike them all would differ from it in no direction of its own.
 */
export function middleOf(vectors: readonly Float32Array[], width: number): Float32Array {
  const sum = new Float64Array(width)
  for (const vector of vectors)
    for (let at = 0; at < width; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0)
  return Float32Array.from(sum, (value) => value / (vectors.length + few))
}

/** So many vectors count as few. */
const few = 10

/** How a vector differs from the middle, made `length` long; null where it does not differ. */
export function fromMiddle(vector: Float32Array, middle: Float32Array, length = 1): Float32Array | null {
  const away = new Float32Array(middle.length)
  let squares = 0
  for (let at = 0; at < middle.length; at++) {
    const difference = (vector[at] ?? 0) - (middle[at] ?? 0)
    away[at] = difference
    squares += difference * difference
  }
  if (squares === 0) return null
  const scale = length / Math.sqrt(squares)
  for (let at = 0; at < away.length; at++) away[at] = (away[at] ?? 0) * scale
  return away
}
