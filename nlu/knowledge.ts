import { type Classifier, type Example, type Judge, learn, openClassifier } from './classifier.ts'
import { type Features, featuresOf, type Vocabulary, vocabularyOf } from './features.ts'
import type { Kernel } from './kernel/kernel.ts'
import { createSpelling, type Spelling } from './spelling.ts'
import type { Token } from './tokens.ts'
import { fromMiddle, middleOf, type Vectors } from './vectors.ts'

/** What engines work with. */
export interface Needs {
  /** Opens a kernel with a memory of its own. */
  kernel: () => Kernel
  /** What texts mean; null when only words are looked at. */
  vectors: Vectors | null
}

/** What was learned from phrases, before it is known how far it can be trusted. */
export interface Learned {
  intents: readonly string[]
  vocabulary: Vocabulary
  classifier: Classifier
  /** Words of the training phrases, the most used first. */
  words: readonly string[]
  /** The middle of the phrases' vectors; no numbers when only words were looked at. */
  middle: Float32Array
  /** What was learned from meaning alone, for texts in words that no phrase has; nothing when only words were looked at. */
  alone: Classifier
}

/** What was learned, at work. */
export interface Knowledge extends Learned {
  spelling: Spelling
  /** By words and meaning, and by meaning alone. */
  judges: { all: Judge; alone: Judge }
  vectors: Vectors | null
}

/** A training phrase, read. */
export interface Phrase {
  text: string
  tokens: readonly Token[]
  intent: string
  /** It is the intent's own name. */
  name?: true
}

/** Learns the intents of phrases, working in `bench`. `progress` hears the share that is done. */
export function study(
  phrases: readonly Phrase[],
  needs: Needs,
  options: { bench: Kernel; seed: number; progress?: (share: number) => void },
): Knowledge {
  const { vectors } = needs
  const intents = [...new Set(phrases.map((phrase) => phrase.intent))]
  const places = new Map(intents.map((intent, place) => [intent, place]))
  const vocabulary = vocabularyOf(phrases.map((phrase) => phrase.tokens))
  const middle = vectors
    ? middleOf(
        phrases.map(({ tokens }) => vectors.vectorOf(textOf(tokens))),
        vectors.width,
      )
    : new Float32Array(0)
  const classes = intents.length
  const seen = { vocabulary, middle, vectors }
  const read = phrases.map(({ tokens, intent }) => ({
    features: featuresOf(tokens, vocabulary),
    meaning: () => meaningOf(seen, tokens, 1),
    label: places.get(intent) ?? -1,
  }))
  const teach = (examples: Example[], features: number, share: number, from: number, size: number) =>
    learn(
      withNothing(examples, classes),
      { classes, features, width: middle.length },
      {
        kernel: options.bench,
        seed: options.seed,
        share,
        progress: (done) => options.progress?.(from + size * done),
      },
    )
  const aloneShare = vectors ? 0.4 : 0
  const alone = teach(
    read.map((example) => ({ ...example, features: none })),
    0,
    1,
    0,
    aloneShare,
  )
  const classifier = teach(read, vocabulary.idf.length, vectors?.share ?? 0, aloneShare, 1 - aloneShare)
  return knowledgeOf({ intents, vocabulary, classifier, words: wordsOf(phrases), middle, alone }, needs)
}

const none: Features = { indices: [], values: [] }

/**
 * A text of which nothing is known belongs to no intent, and weighs as much as an intent does; without this a bot of
 * two intents thinks that it knows everything.
 */
function withNothing(examples: readonly Example[], classes: number): Example[] {
  const count = Math.ceil(examples.length / Math.max(1, classes))
  return [...examples, ...Array.from({ length: count }, () => ({ features: none, label: -1 }))]
}

/** Makes what was learned usable. */
export function knowledgeOf(learned: Learned, { kernel, vectors }: Needs): Knowledge {
  const width = learned.middle.length
  const judges = {
    all: openClassifier(learned.classifier, kernel(), width),
    alone: openClassifier(learned.alone, kernel(), width),
  }
  return { ...learned, spelling: createSpelling(learned.words), judges, vectors }
}

export interface Judgement {
  /** How far inside each class a text lies. */
  margins: Float32Array
  /** How far it was judged by meaning alone, 0 to 1. */
  strange: number
}

/**
 * How far inside each class a text lies; null when nothing of it is known. The more of its words no phrase has, as
 * in another language, the more it is judged by meaning alone: there the few words it shares mislead.
 */
export function judge(knowledge: Knowledge, tokens: readonly Token[]): Judgement | null {
  const words = featuresOf(tokens, knowledge.vocabulary)
  const share = knowledge.vectors?.share ?? 0
  const meaning = meaningOf(knowledge, tokens, share)
  if (words.indices.length === 0 && meaning === null) return null
  const margins = knowledge.judges.all.marginsOf(words, meaning)
  if (meaning === null) return { margins, strange: 0 }
  const known = words.values.reduce((sum, value) => sum + value * value, 0)
  const strange = Math.min(1, (1 - known - littleStrange) / (allStrange - littleStrange))
  if (strange <= 0) return { margins, strange: 0 }
  const alone = knowledge.judges.alone.marginsOf(
    none,
    meaning.map((value) => value / share),
  )
  return {
    margins: margins.map((margin, at) => (1 - strange) * margin + strange * (alone[at] ?? 0)),
    strange,
  }
}

/** The shares of unknown words between which meaning takes over. */
const littleStrange = 0.5
const allStrange = 0.8

/** What is known when a text is turned into features. */
type Seen = Pick<Knowledge, 'vocabulary' | 'middle' | 'vectors'>

/** Meaning, `length` long; null when there is none. */
function meaningOf({ middle, vectors }: Seen, tokens: readonly Token[], length: number): Float32Array | null {
  return vectors && tokens.length > 0 ? fromMiddle(vectors.vectorOf(textOf(tokens)), middle, length) : null
}

/** What is looked up of tokens for their meaning. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(' ')
}

/** The words that weigh most for an intent, the heaviest first, as the message has them. */
export function reasons(knowledge: Knowledge, tokens: readonly Token[], place: number, most = 3): string[] {
  const weights = new Map<string, number>()
  for (const token of tokens) {
    const weight = knowledge.judges.all.weightOf(featuresOf([token], knowledge.vocabulary), place)
    if (weight > 0) weights.set(token.text, Math.max(weight, weights.get(token.text) ?? 0))
  }
  return [...weights]
    .sort((left, right) => right[1] - left[1])
    .slice(0, most)
    .map(([word]) => word)
}

function wordsOf(phrases: readonly Phrase[]): string[] {
  const counts = new Map<string, number>()
  for (const { text, unspaced } of phrases.flatMap((phrase) => phrase.tokens)) {
    if (!unspaced) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort((left, right) => right[1] - left[1]).map(([word]) => word)
}
