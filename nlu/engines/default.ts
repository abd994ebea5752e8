import { entitiesOf } from '../entities.ts'
import type { Context, Interpretation, TrainingData } from '../interpretation.ts'
import { type Look, look, type Phrase, reasons, study } from '../knowledge.ts'
import { languageOf } from '../language.ts'
import { hashOf, type KeptEngine, loadModel, type Model, saveModel, type TrainingOptions } from '../model.ts'
import { rehearse } from '../rehearsal.ts'
import { best, chances, scopeOf, type Thresholds, thresholdsOf } from '../thresholds.ts'
import { tokenize } from '../tokens.ts'

/** Parley's own engine: a linear support vector machine over words and character n-grams of all the bot's languages. */
export const defaultEngine: KeptEngine<Model> = {
  train,
  understand,
  save: saveModel,
  load: loadModel,
  threshold: (model) => model.thresholds.answer,
}

/** Rehearsals come before the real training, which is about half of the work when there are many phrases. */
const rehearsalShare = 0.5

function train(data: TrainingData, { seed = 1, progress }: TrainingOptions = {}): Model {
  const phrases = phrasesOf(data)
  const rehearsed = rehearse(phrases, { seed, progress: (share) => progress?.(share * rehearsalShare) })
  const knowledge = study(phrases, {
    seed,
    progress: (share) => progress?.(rehearsalShare + share * (1 - rehearsalShare)),
  })
  return {
    hash: hashOf(data),
    languages: Object.keys(data),
    knowledge,
    thresholds: thresholdsOf(rehearsed),
  }
}

/** Every phrase once for its intent, and each intent's name as one more, in an order that the data's does not change. */
function phrasesOf(data: TrainingData): Phrase[] {
  const intents = [...new Set(Object.values(data).flatMap((byIntent) => Object.keys(byIntent)))].sort()
  const languages = Object.keys(data).sort()
  return intents.flatMap((intent) => {
    const texts = new Set(languages.flatMap((language) => data[language]?.[intent] ?? []))
    const name: Phrase = { tokens: tokenize(spoken(intent)), intent, name: true }
    const phrases = [...texts].map((text): Phrase => ({ tokens: tokenize(text), intent }))
    return [name, ...phrases].filter((phrase) => phrase.tokens.length > 0)
  })
}

/** `orderStatus` and `order_status` as people would say them. */
const spoken = (intent: string) => intent.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[_.-]+/g, ' ')

function understand(model: Model, text: string, context: Context): Interpretation {
  const { knowledge, thresholds } = model
  const seen = look(knowledge, text)
  const order = ranked(seen, thresholds, context.expected ?? [], knowledge.intents)
  const [first, second] = order
  const scope = seen.known ? scopeOf(seen.nearness) : 0
  return {
    intent: first?.intent ?? null,
    confidence: first?.chance ?? 0,
    scope,
    decision: decide(seen, scope, order, thresholds, context),
    ...(second ? { runnerUp: second.intent } : {}),
    entities: entitiesOf(text),
    language: languageOf(text, model.languages, context.language),
    why: first ? reasons(knowledge, seen.tokens, first.place) : [],
  }
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
  { tokens }: Look,
  scope: number,
  [first, second]: readonly Ranked[],
  { answer, ask }: Thresholds,
  { expected = [] }: Context,
): Interpretation['decision'] {
  if (!first || scope < ask) return 'unknown'
  if (scope < answer) return 'ask'
  if (expected.includes(first.intent)) return 'answer'
  if (second && first.chance - second.chance < tie) return 'ask'
  const short = tokens.length <= fewWords && !tokens.some((token) => token.unspaced)
  return short && first.chance < sure ? 'ask' : 'answer'
}
