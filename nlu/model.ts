import { hash } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import type { Classifier } from './classifier.ts'
import type { Examples } from './examples.ts'
import type { Context, Engine, Interpretation, TrainingData } from './interpretation.ts'
import { type Knowledge, knowledgeOf, type Needs } from './knowledge.ts'
import type { Thresholds } from './thresholds.ts'

/** What the default engine learned of one bot: all that is needed to understand, and nothing else. */
export interface Model {
  /** The hash of what it was trained on; see `hashOf`. */
  hash: string
  /** BCP 47, as the training data has them. */
  languages: readonly string[]
  knowledge: Knowledge
  thresholds: Thresholds
  examples: Examples
}

/** An engine whose models can be kept: trained in one thread, used in another. */
export interface KeptEngine<Model> extends Engine<Model> {
  train(data: TrainingData, options?: TrainingOptions): Model
  /** `known` are vectors of texts that were made elsewhere: see `textsOf`. */
  understand(
    model: Model,
    text: string,
    context: Context,
    known?: ReadonlyMap<string, Float32Array>,
  ): Interpretation
  /** The texts whose vectors understanding a text asks for. */
  textsOf(model: Model, text: string): string[]
  save(model: Model): Uint8Array
  /** Throws when these bytes are not a model of this engine and version. */
  load(bytes: Uint8Array): Model
  /** The least scope with which the model answers. */
  threshold(model: Model): number
}

export interface TrainingOptions {
  seed?: number
  /** Hears the share of the training that is done, 0 to 1. */
  progress?: (share: number) => void
}

/** Writes a model as bytes: a header in JSON, then its tables, little endian. Equal models give equal bytes. */
export function saveModel({ hash, languages, knowledge, thresholds, examples }: Model): Uint8Array {
  const { intents, words, vocabulary, classifier, middle, alone, vectors } = knowledge
  const { rare } = vocabulary
  const features = vocabulary.idf.length
  const header: Header = {
    format,
    hash,
    languages: [...languages],
    intents: [...intents],
    words: [...words],
    rare,
    features,
    meaning: vectors?.hash ?? null,
    width: middle.length,
    thresholds,
    examples: [...examples.texts],
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const tables = [
    Uint32Array.of(text.length),
    text,
    Int32Array.from(vocabulary.index.keys()),
    vocabulary.idf,
    middle,
    classifier.scales,
    classifier.bias,
    classifier.rows,
    alone.scales,
    alone.bias,
    alone.rows,
    examples.places,
    examples.vectors,
  ]
  const bytes = new Uint8Array(tables.reduce((sum, table) => sum + table.byteLength, checkBytes))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of tables) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  bytes.set(checkOf(bytes.subarray(0, at)), at)
  return bytes
}

/** Reads what `saveModel` wrote. Throws when it is something else, damaged, of another version, or of other vectors. */
export function loadModel(file: Uint8Array, needs: Needs): Model {
  const bytes = file.subarray(0, Math.max(0, file.length - checkBytes))
  let at = 0
  const take = (length: number) => {
    if (at + length > bytes.length) throw new Error('This is not a whole model: it ends too early')
    // A copy, so that a table of numbers begins where the machine wants it; `slice` of a Buffer would be none.
    const part = new Uint8Array(bytes.subarray(at, at + length))
    at += length
    return part.buffer
  }
  const length = new Uint32Array(take(4))[0] ?? 0
  const header = headerOf(take(length))
  const { features, intents, width } = header
  const hashes = new Int32Array(take(4 * features))
  const idf = new Float32Array(take(4 * features))
  const middle = new Float32Array(take(4 * width))
  const classes = intents.length
  const classifier = (rows: number): Classifier => ({
    classes,
    scales: new Float32Array(take(4 * rows)),
    bias: new Float32Array(take(4 * classes)),
    rows: new Int8Array(take(rows * classes)),
  })
  const all = classifier(features + width)
  const alone = classifier(width)
  const examples = {
    texts: header.examples,
    places: new Int32Array(take(4 * header.examples.length)),
    vectors: new Int8Array(take(width * header.examples.length)),
  }
  if (!checkOf(bytes).equals(file.subarray(bytes.length)))
    throw new Error('This is not a whole model: its bytes are not those that were written')
  if (header.meaning !== (needs.vectors?.hash ?? null))
    throw new Error('This model was trained with another token table or encoder: train it again')
  const index = new Map(Array.from(hashes, (hash, place) => [hash, place]))
  const vocabulary = { index, idf, rare: header.rare }
  return {
    hash: header.hash,
    languages: header.languages,
    thresholds: header.thresholds,
    examples,
    knowledge: knowledgeOf(
      { intents, vocabulary, classifier: all, words: header.words, middle, alone },
      needs,
    ),
  }
}

/** Names training data by what it holds, whatever the order of its languages and intents. */
export function hashOf(data: TrainingData): string {
  const inOrder = Object.keys(data)
    .sort()
    .map((language) => [
      language,
      Object.entries(data[language] ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)),
    ])
  return hash('sha256', JSON.stringify(inOrder))
}

const checkBytes = 32
const checkOf = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

/** Raised whenever the same bytes would be read differently. */
const format = 'parley-intents-2'

const Header = Type.Object({
  format: Type.Literal(format),
  hash: Type.String(),
  languages: Type.Array(Type.String()),
  intents: Type.Array(Type.String()),
  words: Type.Array(Type.String()),
  rare: Type.Number(),
  features: Type.Integer({ minimum: 0 }),
  /** The vectors it was trained with, and how wide they are; null for words only. */
  meaning: Type.Union([Type.String(), Type.Null()]),
  width: Type.Integer({ minimum: 0 }),
  thresholds: Type.Object({ temperature: Type.Number(), answer: Type.Number(), ask: Type.Number() }),
  examples: Type.Array(Type.String()),
})
type Header = Static<typeof Header>

function headerOf(bytes: ArrayBuffer): Header {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Error('This is not a model: its header cannot be read', { cause })
  }
  if (!Check(Header, header)) throw new Error(`This is not a model of the format ${format}: train it again`)
  return header
}
