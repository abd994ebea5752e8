import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import type { Interpretation, TrainingData } from './interpretation.ts'
import { randomOf, shuffle } from './random.ts'

/** A text and what it means; null for what is out of scope. */
export const Row = Type.Object({
  text: Type.String(),
  intent: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
})
export type Row = Static<typeof Row>

/** A row with what was made of it. */
export interface Prediction extends Row {
  heard: Pick<Interpretation, 'intent' | 'confidence' | 'scope'>
}

/** How good predictions are, in percent but for `auroc` and `threshold`; null where there are no rows for it. */
export interface Scores {
  /** Right intents of what is in scope, nothing refused. */
  accuracy: number | null
  /** The same when what lies under the threshold counts as wrong. */
  inScopeAccuracy: number | null
  /** Under the threshold, of what is out of scope. */
  oosRecall: number | null
  /** The mean over intents of the harmonic mean of precision and recall, nothing refused. */
  macroF1: number | null
  /** How often something in scope has more scope than something out of it, 0 to 1. */
  auroc: number | null
  /** By how much confidence differs from how often it is right, in scope. */
  ece: number | null
  threshold: number
}

/** Measures predictions at a threshold on their scope. */
export function evaluate(predictions: readonly Prediction[], threshold: number): Scores {
  const inside = predictions.filter(({ intent }) => intent !== null)
  const outside = predictions.filter(({ intent }) => intent === null)
  const answered = ({ heard }: Prediction) => heard.scope >= threshold
  return {
    accuracy: percent(inside, isRight),
    inScopeAccuracy: percent(inside, (row) => answered(row) && isRight(row)),
    oosRecall: percent(outside, (row) => !answered(row)),
    macroF1: macroF1(inside),
    auroc: auroc(inside, outside),
    ece: calibrationError(inside),
    threshold,
  }
}

/** The highest threshold that costs at most so many points of in-scope accuracy on these predictions. */
export function thresholdAtCost(predictions: readonly Prediction[], points: number): number {
  const inside = predictions.filter(({ intent }) => intent !== null)
  const right = inside
    .filter(isRight)
    .map(({ heard }) => heard.scope)
    .sort((left, right) => left - right)
  return right[Math.floor((points / 100) * inside.length)] ?? 0
}

/** Reads rows in JSON Lines. Throws with the number of the first line that is none. */
export function readRows(text: string): Row[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    let row: unknown
    try {
      row = JSON.parse(line)
    } catch (cause) {
      throw new Error(`Line ${at + 1} is not JSON`, { cause })
    }
    if (!Check(Row, row)) throw new Error(`Line ${at + 1} is not of the form {"text": "…", "intent": "…"}`)
    return [row]
  })
}

/** Rows as training data, English where they name no language; what is out of scope is left out. */
export function trainingDataOf(rows: readonly (Row & { language?: string })[]): TrainingData {
  const data = new Map<string, Map<string, string[]>>()
  for (const { text, intent, language = 'en' } of rows) {
    if (intent === null) continue
    const intents = data.get(language) ?? new Map<string, string[]>()
    const texts = intents.get(intent) ?? []
    texts.push(text)
    data.set(language, intents.set(intent, texts))
  }
  return Object.fromEntries([...data].map(([language, intents]) => [language, Object.fromEntries(intents)]))
}

/** Splits items into `k` parts of nearly one size, by seed; each part is held out once. */
export function folds<Item>(items: readonly Item[], k: number, seed = 1): { kept: Item[]; held: Item[] }[] {
  const mixed = shuffle([...items], randomOf(seed))
  return Array.from({ length: k }, (_, part) => ({
    kept: mixed.filter((_, at) => at % k !== part),
    held: mixed.filter((_, at) => at % k === part),
  })).filter(({ kept, held }) => kept.length > 0 && held.length > 0)
}

const percent = (rows: readonly Prediction[], fits: (row: Prediction) => boolean) =>
  rows.length === 0 ? null : (100 * rows.filter(fits).length) / rows.length

const isRight = ({ intent, heard }: Prediction) => intent === heard.intent

function macroF1(inside: readonly Prediction[]): number | null {
  const intents = [...new Set(inside.map(({ intent }) => intent))]
  if (intents.length === 0) return null
  const count = (values: readonly (string | null)[]) => {
    const counts = new Map<string | null, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    return counts
  }
  const meant = count(inside.map(({ intent }) => intent))
  const said = count(inside.map(({ heard }) => heard.intent))
  const right = count(inside.filter(isRight).map(({ intent }) => intent))
  const sum = intents.reduce(
    (total, intent) =>
      total + (2 * (right.get(intent) ?? 0)) / ((meant.get(intent) ?? 0) + (said.get(intent) ?? 0)),
    0,
  )
  return (100 * sum) / intents.length
}

/** By ranks, equal scopes sharing theirs. */
function auroc(inside: readonly Prediction[], outside: readonly Prediction[]): number | null {
  if (inside.length === 0 || outside.length === 0) return null
  const below = outside.map(({ heard }) => heard.scope).sort((left, right) => left - right)
  const lower = (scope: number, or: boolean) => {
    let [from, to] = [0, below.length]
    while (from < to) {
      const middle = (from + to) >> 1
      const value = below[middle] ?? 0
      if (value < scope || (or && value === scope)) from = middle + 1
      else to = middle
    }
    return from
  }
  const wins = inside.reduce(
    (sum, { heard: { scope } }) => sum + (lower(scope, false) + lower(scope, true)) / 2,
    0,
  )
  return wins / (inside.length * outside.length)
}

const bins = 15

function calibrationError(inside: readonly Prediction[]): number | null {
  if (inside.length === 0) return null
  const gaps = new Float64Array(bins)
  for (const row of inside) {
    const bin = Math.min(bins - 1, Math.floor(row.heard.confidence * bins))
    gaps[bin] = (gaps[bin] ?? 0) + (isRight(row) ? 1 : 0) - row.heard.confidence
  }
  return (100 * gaps.reduce((sum, gap) => sum + Math.abs(gap), 0)) / inside.length
}
