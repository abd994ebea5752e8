import type { Token } from './tokens.ts'

/**
 * What a text looks like to the classifier: blocks of features, each of unit length, laid side by side. A feature
 * is known by its hash, so that a model holds no strings; `indices` are rows of weights.
 */
export interface Features {
  indices: number[]
  values: number[]
}

/** The features a model knows, found in its training texts. */
export interface Vocabulary {
  index: ReadonlyMap<number, number>
  /** How telling each known feature is (inverse document frequency). */
  idf: Float32Array
  /** The same for a feature that no training text has. */
  rare: number
}

/** Collects the features of training texts; those seen once are left out when there are texts enough. */
export function vocabularyOf(texts: readonly (readonly Token[])[]): Vocabulary {
  const counts = new Map<number, number>()
  for (const tokens of texts) {
    for (const hash of new Set(blocks.flatMap((block) => block(tokens)))) {
      counts.set(hash, (counts.get(hash) ?? 0) + 1)
    }
  }
  const least = texts.length >= manyTexts ? 2 : 1
  const known = [...counts].filter(([, count]) => count >= least)
  const idf = (count: number) => Math.log((1 + texts.length) / (1 + count)) + 1
  return {
    index: new Map(known.map(([hash], index) => [hash, index])),
    idf: Float32Array.from(known, ([, count]) => idf(count)),
    rare: idf(0),
  }
}

/**
 * The features of a text. What the vocabulary does not know has no place but takes its share of the length, so
 * that a text of unknown words looks like little.
 */
export function featuresOf(tokens: readonly Token[], vocabulary: Vocabulary): Features {
  const filled = blocks.map((block) => block(tokens)).filter((hashes) => hashes.length > 0)
  const features: Features = { indices: [], values: [] }
  for (const hashes of filled) append(features, hashes, vocabulary, 1 / Math.sqrt(filled.length))
  return features
}

const manyTexts = 2000
const wordSeed = 1
const characterSeed = 2
/** Tried from .1 to 1: more tells better what is out of scope, in small bots above all, and costs a little accuracy. */
const unknownShare = 0.6

type Block = (tokens: readonly Token[]) => number[]

/** Words and pairs of neighbours. */
const words: Block = (tokens) => {
  const spaced = tokens.filter((token) => !token.unspaced)
  const single = spaced.map(({ text }) => hash(text, 0, text.length, wordSeed))
  const pairs = single.slice(1).map((second, at) => Math.imul(single[at] ?? 0, 0x01000193) ^ second)
  return [...single, ...pairs]
}

/** Three characters in a row within a word, its ends marked; one to three where no spaces mark words. */
const characters: Block = (tokens) => {
  const hashes: number[] = []
  for (const token of tokens) {
    const text = token.unspaced ? token.text : `_${token.text}_`
    for (let size = token.unspaced ? 1 : 3; size <= 3; size++) {
      for (let at = 0; at + size <= text.length; at++) hashes.push(hash(text, at, at + size, characterSeed))
    }
  }
  return hashes
}

const blocks = [words, characters]

/** Adds a block: TF-IDF with a damped count, its length made `length`. */
function append(features: Features, hashes: number[], vocabulary: Vocabulary, length: number): void {
  const counts = new Map<number, number>()
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const from = features.values.length
  let squares = 0
  for (const [hash, count] of counts) {
    const damped = 1 + Math.log(count)
    const index = vocabulary.index.get(hash)
    if (index === undefined) {
      squares += unknownShare * (damped * vocabulary.rare) ** 2
    } else {
      const value = damped * (vocabulary.idf[index] ?? 0)
      squares += value * value
      features.indices.push(index)
      features.values.push(value)
    }
  }
  const scale = length / Math.sqrt(squares)
  for (let at = from; at < features.values.length; at++) {
    features.values[at] = (features.values[at] ?? 0) * scale
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, start: number, end: number, seed: number): number {
  let value = 0x811c9dc5 ^ seed
  for (let at = start; at < end; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value
}
