import { type Examples, examplesOf, nearest, noExamples } from './examples.ts'
import type { Context, Interpretation, TrainingData } from './interpretation.ts'
import { type Knowledge, type Needs, type Phrase, reasons, study, textOf } from './knowledge.ts'
import { languageOf } from './language.ts'
import { type Look, look, textsOf } from './look.ts'
import { hashOf, type KeptEngine, loadModel, type Model, saveModel, type TrainingOptions } from './model.ts'
import { rehearse } from './rehearsal.ts'
import { best, chances, scopeOf, type Thresholds, thresholdsOf } from './thresholds.ts'
import { tokenize } from './tokens.ts'
import { remembered, type Vectors } from './vectors.ts'

/**
 * An engine of a linear support vector machine over words, character n-grams and what `vectors` say that texts mean.
 * With `examples` its models keep phrases, to say which one a message came near to.
 */
export function createLinearEngine(
  needs: Needs,
  { examples = false }: { examples?: boolean } = {},
): KeptEngine<Model> {
  return {
    train: (data, options) => train(data, needs, examples, options),
    understand,
    textsOf: ({ knowledge }, text) => (knowledge.vectors ? textsOf(knowledge, tokenize(text)) : []),
    save: saveModel,
    load: (bytes) => loadModel(bytes, needs),
    threshold: (model) => model.thresholds.answer,
  }
}

/** Rehearsals come before the real training, which is about half of the work when there are many phrases. */
const rehearsalShare = 0.5

function train(
  data: TrainingData,
  needs: Needs,
  keepsExamples: boolean,
  { seed = 1, progress }: TrainingOptions = {},
): Model {
  const phrases = phrasesOf(data)
  const vectors = needs.vectors && remembered(needs.vectors)
  const bench = needs.kernel()
  const rehearsed = rehearse(
    phrases,
    { ...needs, vectors },
    { bench, seed, progress: (share) => progress?.(share * rehearsalShare) },
  )
  const knowledge = study(
    phrases,
    { ...needs, vectors },
    { bench, seed, progress: (share) => progress?.(rehearsalShare + share * (1 - rehearsalShare)) },
  )
  return {
    hash: hashOf(data),
    languages: Object.keys(data),
    knowledge: { ...knowledge, vectors: needs.vectors },
    thresholds: thresholdsOf(rehearsed),
    examples: vectors && keepsExamples ? examplesOf(phrases, knowledge.intents, vectors) : noExamples,
  }
}

/** Every phrase once for its intent, and each intent's name as one more, in an order that the data's does not change. */
function phrasesOf(data: TrainingData): Phrase[] {
  const intents = [...new Set(Object.values(data).flatMap((byIntent) => Object.keys(byIntent)))].sort()
  const languages = Object.keys(data).sort()
  return intents.flatMap((intent) => {
    const texts = new Set(languages.flatMap((language) => data[language]?.[intent] ?? []))
    const title = spoken(intent)
    const name: Phrase = { text: title, tokens: tokenize(title), intent, name: true }
    const phrases = [...texts].map((text): Phrase => ({ text, tokens: tokenize(text), intent }))
    return [name, ...phrases].filter((phrase) => phrase.tokens.length > 0)
  })
}

/** `orderStatus` and `order_status` as people would say them. */
const spoken = (intent: string) => intent.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[_.-]+/g, ' ')

function understand(
  model: Model,
  text: string,
  context: Context,
  known?: ReadonlyMap<string, Float32Array>,
): Interpretation {
  const { thresholds, examples } = model
  const knowledge = known
    ? { ...model.knowledge, vectors: given(model.knowledge.vectors, known) }
    : model.knowledge
  const seen = look(knowledge, tokenize(text))
  const order = ranked(seen, thresholds, context.expected ?? [], knowledge.intents)
  const [first, second] = order
  const scope = seen.known ? scopeOf(seen.nearness) : 0
  return {
    intent: first?.intent ?? null,
    confidence: first?.chance ?? 0,
    scope,
    decision: decide(seen, scope, order, { ...thresholds, alone: knowledge.vectors?.alone ?? 0 }, context),
    ...(second ? { runnerUp: second.intent } : {}),
    entities: [],
    language: languageOf(text, model.languages, context.language),
    why: first
      ? [...likest(examples, knowledge, seen, first.place), ...reasons(knowledge, seen.tokens, first.place)]
      : [],
  }
}

/** The same vectors, but for those that were looked up already. */
function given(vectors: Vectors | null, known: ReadonlyMap<string, Float32Array>): Vectors | null {
  return vectors && { ...vectors, vectorOf: (text) => known.get(text) ?? vectors.vectorOf(text) }
}

/** The training phrase that means most nearly the same, as one says it. */
function likest(examples: Examples, { vectors }: Knowledge, { tokens }: Look, place: number): string[] {
  if (!vectors || examples.texts.length === 0 || tokens.length === 0) return []
  const phrase = nearest(examples, vectors.vectorOf(textOf(tokens)), place)
  return phrase === null ? [] : [`“${phrase}”`]
}

interface Ranked {
  intent: string
  place: number
  chance: number
}

/** A runner-up this near to the best is a tie. */
const tie = 0.15
/** Messages of so few words are answered only when they are this sure. */
const fewWords = 3
const sure = 0.5

/** From here on a text is judged by its meaning alone more than by its words. */
const mostlyAlone = 0.5

/** The two likeliest intents; of two that are nearly alike, the one the open question waits for comes first. */
function ranked(
  { margins, known }: Look,
  thresholds: Thresholds,
  expected: readonly string[],
  intents: readonly string[],
): Ranked[] {
  const first = best(margins)
  if (!known || first < 0) return []
  const chance = chances(margins, thresholds.temperature)
  const read = (place: number): Ranked => ({
    intent: intents[place] ?? '',
    place,
    chance: chance[place] ?? 0,
  })
  const wanted = expected
    .flatMap((intent) => intents.indexOf(intent))
    .filter((place) => place >= 0 && (chance[first] ?? 0) - (chance[place] ?? 0) < tie)
    .sort((left, right) => (chance[right] ?? 0) - (chance[left] ?? 0))
    .at(0)
  if (wanted !== undefined && wanted !== first) return [read(wanted), read(first)]
  const second = best(margins, first)
  return second < 0 ? [read(first)] : [read(first), read(second)]
}

function decide(
  { tokens, strange }: Look,
  scope: number,
  [first, second]: readonly Ranked[],
  { answer, ask, alone }: Thresholds & { alone: number },
  { expected = [] }: Context,
): Interpretation['decision'] {
  if (!first || scope < ask) return 'unknown'
  if (scope < (strange > mostlyAlone ? Math.max(answer, alone) : answer)) return 'ask'
  if (expected.includes(first.intent)) return 'answer'
  if (second && first.chance - second.chance < tie) return 'ask'
  const short = tokens.length <= fewWords && !tokens.some((token) => token.unspaced)
  return short && first.chance < sure ? 'ask' : 'answer'
}
