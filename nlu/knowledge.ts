import { type Classifier, learn, marginsOf } from './classifier.ts'
import { type Features, featuresOf, type Vocabulary, vocabularyOf } from './features.ts'
import { withoutShells } from './shells.ts'
import { createSpelling, type Spelling } from './spelling.ts'
import { softMaximum } from './thresholds.ts'
import { type Token, tokenize } from './tokens.ts'

/** What was learned from phrases, before it is known how far it can be trusted. */
export interface Knowledge {
  intents: readonly string[]
  vocabulary: Vocabulary
  classifier: Classifier
  /** Words of the training phrases, the most used first. */
  words: readonly string[]
  spelling: Spelling
}

/** A training phrase, read. */
export interface Phrase {
  tokens: readonly Token[]
  intent: string
  /** It is the intent's own name. */
  name?: true
}

/** A text as the classifier sees it. */
export interface Look {
  /** What the label was taken from: the message, without greeting and thanks when that is known better. */
  tokens: readonly Token[]
  margins: Float64Array
  /** The best clause's soft maximum of its margins: how much it looks like anything known. */
  nearness: number
  /** Whether any part of the text is known at all. */
  known: boolean
}

/** Learns the intents of phrases. `progress` hears the share that is done. */
export function study(
  phrases: readonly Phrase[],
  options: { seed: number; progress?: (share: number) => void },
): Knowledge {
  const intents = [...new Set(phrases.map((phrase) => phrase.intent))]
  const places = new Map(intents.map((intent, place) => [intent, place]))
  const vocabulary = vocabularyOf(phrases.map((phrase) => phrase.tokens))
  const examples = phrases.map(({ tokens, intent }) => ({
    features: featuresOf(tokens, vocabulary),
    label: places.get(intent) ?? -1,
  }))
  // A text of which nothing is known belongs to no intent, and weighs as much as an intent does; without this a bot
  // of two intents thinks that it knows everything.
  const nothing = Math.ceil(examples.length / Math.max(1, intents.length))
  for (let count = 0; count < nothing; count++)
    examples.push({ features: { indices: [], values: [] }, label: -1 })
  const size = { classes: intents.length, features: vocabulary.idf.length }
  return knowledgeOf({
    intents,
    vocabulary,
    classifier: learn(examples, size, options),
    words: wordsOf(phrases),
  })
}

/** Makes what was stored usable. */
export function knowledgeOf(parts: Omit<Knowledge, 'spelling'>): Knowledge {
  return { ...parts, spelling: createSpelling(parts.words) }
}

/** Looks at a text: the label's margins from the whole message, its nearness from the best clause. */
export function look(knowledge: Knowledge, text: string): Look {
  return lookAt(knowledge, tokenize(text))
}

/** The same for a text that was split already. A greeting in front is left out, unless it is what is known best. */
export function lookAt(knowledge: Knowledge, raw: readonly Token[]): Look {
  const tokens = raw.map((token) =>
    token.unspaced ? token : { ...token, text: knowledge.spelling(token.text) },
  )
  const whole = read(knowledge, tokens)
  const rest = withoutShells(tokens)
  if (rest.length === tokens.length) return whole
  const inner = read(knowledge, rest)
  return inner.nearness >= whole.nearness ? inner : whole
}

/** The words that weigh most for an intent, the heaviest first, as the message has them. */
export function reasons(knowledge: Knowledge, tokens: readonly Token[], place: number, most = 3): string[] {
  const weights = new Map<string, number>()
  for (const token of tokens) {
    const weight = weightOf(knowledge.classifier, featuresOf([token], knowledge.vocabulary), place)
    if (weight > 0) weights.set(token.text, Math.max(weight, weights.get(token.text) ?? 0))
  }
  return [...weights]
    .sort((left, right) => right[1] - left[1])
    .slice(0, most)
    .map(([word]) => word)
}

function read({ vocabulary, classifier }: Knowledge, tokens: readonly Token[]): Look {
  const features = featuresOf(tokens, vocabulary)
  const margins = marginsOf(classifier, features)
  let nearness = softMaximum(margins)
  for (const clause of clausesOf(tokens)) {
    nearness = Math.max(nearness, softMaximum(marginsOf(classifier, featuresOf(clause, vocabulary))))
  }
  return { tokens, margins, nearness, known: features.indices.length > 0 }
}

/** A clause of one word says too little to speak for the whole message. */
const leastClause = 2

function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = []
  for (const token of tokens) {
    const last = clauses.at(-1)
    if (last?.[0]?.clause === token.clause) last.push(token)
    else clauses.push([token])
  }
  if (clauses.length < 2) return []
  return clauses.filter((clause) => clause.length >= leastClause || clause[0]?.unspaced)
}

function weightOf(
  { rows, scales, classes }: Classifier,
  { indices, values }: Features,
  place: number,
): number {
  return indices.reduce(
    (sum, index, at) => sum + (values[at] ?? 0) * (scales[index] ?? 0) * (rows[index * classes + place] ?? 0),
    0,
  )
}

function wordsOf(phrases: readonly Phrase[]): string[] {
  const counts = new Map<string, number>()
  for (const { text, unspaced } of phrases.flatMap((phrase) => phrase.tokens)) {
    if (!unspaced) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort((left, right) => right[1] - left[1]).map(([word]) => word)
}
