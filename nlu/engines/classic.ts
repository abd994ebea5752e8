import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js'
import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js'
import Type from 'typebox'
import { Check } from 'typebox/value'
import type { Context, Interpretation, TrainingData } from '../interpretation.ts'
import { languageOf } from '../language.ts'
import { hashOf, type KeptEngine } from '../model.ts'
import { tokenize } from '../tokens.ts'

/** A trained classifier of natural's. */
export interface ClassicModel {
  hash: string
  languages: string[]
  classifier: BayesClassifier
}

/** natural's naive Bayes classifier over stemmed words: well known and easily explained, and weaker than the default. */
export function classicEngine(): KeptEngine<ClassicModel> {
  return { train, understand, textsOf: () => [], save, load, threshold: () => answerFrom }
}

const answerFrom = 0.5
const askFrom = 0.25
/** Chances are multiplied word by word: of more words they all become zero. */
const mostWords = 60

function train(data: TrainingData): ClassicModel {
  const classifier = new BayesClassifier()
  for (const language of Object.keys(data).sort()) {
    for (const [intent, phrases] of Object.entries(data[language] ?? {})) {
      for (const phrase of [intent.replace(/[_.-]+/g, ' '), ...phrases]) {
        classifier.addDocument(wordsOf(phrase), mark + intent)
      }
    }
  }
  classifier.train()
  return { hash: hashOf(data), languages: Object.keys(data), classifier }
}

function understand(model: ClassicModel, text: string, context: Context): Interpretation {
  const words = wordsOf(text)
  const known = words.filter((word) => word in model.classifier.features)
  const found = known.length > 0 ? model.classifier.getClassifications(known.slice(0, mostWords)) : []
  const sum = found.reduce((total, { value }) => total + value, 0)
  const shares = found.map(({ label, value }) => ({
    intent: label.slice(mark.length),
    share: sum > 0 ? value / sum : 0,
  }))
  const [first, second] = withExpected(shares, context.expected ?? [])
  const confidence = first?.share ?? 0
  // Its shares are high for texts it knows one word of, so what it does not know counts against them.
  const scope = words.length > 0 ? (confidence * known.length) / words.length : 0
  return {
    intent: first?.intent ?? null,
    confidence,
    scope,
    decision: scope >= answerFrom ? 'answer' : scope >= askFrom ? 'ask' : 'unknown',
    ...(second ? { runnerUp: second.intent } : {}),
    entities: [], // read beside it: see `entitiesOf`
    language: languageOf(text, model.languages, context.language),
    why: [...new Set(known)].slice(0, 3).map((word) => word.slice(mark.length)),
  }
}

/** Of two that are nearly alike, the one the open question waits for comes first. */
function withExpected<Item extends { intent: string; share: number }>(
  shares: Item[],
  expected: readonly string[],
): Item[] {
  const [first, second] = shares
  const swap = first && second && first.share - second.share < 0.15
  return swap && expected.includes(second.intent) && !expected.includes(first.intent)
    ? [second, first]
    : shares
}

/** natural keeps words and labels as names of plain objects, where `constructor` would already be one. */
const mark = '='

function wordsOf(text: string): string[] {
  return tokenize(text).flatMap((token) =>
    token.unspaced ? [...token.text].map((sign) => mark + sign) : [mark + stemmer.stem(token.text)],
  )
}

const format = 'parley-natural-bayes-1'
const Stored = Type.Object({
  format: Type.Literal(format),
  hash: Type.String(),
  languages: Type.Array(Type.String()),
  classifier: Type.Object({}),
})

function save({ hash, languages, classifier }: ClassicModel): Uint8Array {
  const { features } = classifier
  const kept = { ...classifier, features, docs: [], stemmer: undefined }
  return new TextEncoder().encode(JSON.stringify({ format, hash, languages, classifier: kept }))
}

function load(bytes: Uint8Array): ClassicModel {
  let stored: unknown
  try {
    stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Error('This is not a model: it cannot be read', { cause })
  }
  if (!Check(Stored, stored)) throw new Error(`This is not a model of the format ${format}: train it again`)
  const { hash, languages, classifier } = stored
  return { hash, languages, classifier: BayesClassifier.restore(classifier) }
}
