import type { Phrase } from './knowledge.ts'
import { textOf } from './knowledge.ts'
import type { Vectors } from './vectors.ts'

/** Training phrases that a model keeps, to say which one a message came near to. */
export interface Examples {
  texts: readonly string[]
  /** The place of each one's intent. */
  places: Int32Array
  /** Their vectors, in 127 steps to each side. */
  vectors: Int8Array
}

/** None: a model that only says which words weighed most. */
export const noExamples: Examples = {
  texts: [],
  places: new Int32Array(0),
  vectors: new Int8Array(0),
}

/** Keeps the first phrases of each intent. */
export function examplesOf(
  phrases: readonly Phrase[],
  intents: readonly string[],
  { vectorOf, width }: Vectors,
): Examples {
  const counts = new Map<string, number>()
  const kept = phrases.filter(({ intent, name }) => {
    const count = counts.get(intent) ?? 0
    counts.set(intent, count + (name ? 0 : 1))
    return !name && count < most
  })
  const vectors = new Int8Array(kept.length * width)
  for (const [at, { tokens }] of kept.entries())
    vectors.set(
      vectorOf(textOf(tokens)).map((value) => Math.round(value * 127)),
      at * width,
    )
  return {
    texts: kept.map(({ text }) => text),
    places: Int32Array.from(kept, ({ intent }) => intents.indexOf(intent)),
    vectors,
  }
}

/** The phrase of an intent that means most nearly the same; null when none is kept. */
export function nearest(
  { texts, places, vectors }: Examples,
  vector: Float32Array,
  place: number,
): string | null {
  let most = Number.NEGATIVE_INFINITY
  let found: string | null = null
  for (const [at, text] of texts.entries()) {
    if (places[at] !== place) continue
    let likeness = 0
    for (let part = 0; part < vector.length; part++)
      likeness += (vector[part] ?? 0) * (vectors[at * vector.length + part] ?? 0)
    if (likeness <= most) continue
    most = likeness
    found = text
  }
  return found
}

/** Of each intent: enough to tell why, and a bound on the model's size. */
const most = 20
