/** How far a model is trusted, learned from phrases it was not trained on. */
export interface Thresholds {
  /** Divides margins so that their softmax is how often the best intent is right. */
  temperature: number
  /** The least scope to answer. */
  answer: number
  /** The least scope to ask "did you mean …?"; below it the text is not known. */
  ask: number
}

/** A phrase as a model saw it that was trained without it. */
export interface Rehearsed {
  margins: Float32Array
  nearness: number
  /** The place of its intent among the margins; -1 when the model had no such intent. */
  label: number
}

/**
 * Sets thresholds by rehearsal. The threshold to answer keeps 97.5 % of what was understood right. With few phrases
 * the rehearsal also holds phrases of intents the model did not have, and the threshold rises to where these are
 * best told apart, at a cost of no more than 10 % of what was understood right.
 */
export function thresholdsOf(rehearsed: readonly Rehearsed[]): Thresholds {
  const inside = rehearsed.filter(({ label }) => label >= 0)
  const outside = sorted(rehearsed.filter(({ label }) => label < 0))
  const right = sorted(inside.filter(({ margins, label }) => best(margins) === label))
  if (right.length === 0) return { temperature: 0.3, ...cautious }

  const temperature = temperatureOf(inside.slice(0, enough))
  const few = inside.length < manyPhrases
  // A handful of phrases say nothing about what a stranger looks like.
  if (right.length < handful) return { temperature, ...cautious }
  const least = quantile(right, few ? 0.05 : 0.025)
  if (outside.length === 0) return { temperature, answer: least, ask: quantile(right, few ? 0.02 : 0.015) }
  const parted = partingOf(right, inside.length, outside)
  const answer = Math.min(quantile(right, 0.1), Math.max(least, parted))
  return {
    temperature,
    answer,
    ask: Math.min(answer, Math.max(quantile(right, 0.02), quantile(outside, 0.75))),
  }
}

/** A measure of the largest margin that also counts the others, a little. */
export function softMaximum(margins: Float32Array): number {
  const largest = margins[best(margins)]
  if (largest === undefined) return -1
  let sum = 0
  for (const margin of margins) sum += Math.exp((margin - largest) / softness)
  return largest + softness * Math.log(sum)
}

/** Puts a nearness (about -1 to 1) on a scale from 0 to 1. */
export function scopeOf(nearness: number): number {
  return 1 / (1 + Math.exp(-3 * nearness))
}

/** The chance of each class, by margins and temperature. */
export function chances(margins: Float32Array, temperature: number): Float64Array {
  const largest = margins[best(margins)] ?? 0
  const powers = new Float64Array(margins.length)
  let sum = 0
  for (let at = 0; at < powers.length; at++) {
    const power = Math.exp(((margins[at] ?? 0) - largest) / temperature)
    powers[at] = power
    sum += power
  }
  for (let at = 0; at < powers.length; at++) powers[at] = (powers[at] ?? 0) / sum
  return powers
}

/** The place of the largest, `but` for one; -1 when there is none. */
export function best(margins: Float32Array, but = -1): number {
  let place = -1
  for (let at = 0; at < margins.length; at++) {
    if (at !== but && (place < 0 || (margins[at] ?? 0) > (margins[place] ?? 0))) place = at
  }
  return place
}

const manyPhrases = 400
/** More phrases do not change the temperature, and cost time. */
const enough = 1000
const handful = 8
const cautious = { answer: 0.5, ask: 0.4 }
const softness = 0.1
/** What an answer is worth beside a refusal of what is out of scope: refusing a customer wrongly costs more. */
const answerWorth = 0.7

const sorted = (rehearsed: Rehearsed[]) =>
  rehearsed.map(({ nearness }) => scopeOf(nearness)).sort((left, right) => left - right)

const quantile = (ascending: readonly number[], share: number) =>
  ascending[Math.floor(share * ascending.length)] ?? 0

/** Where right answers kept and strangers refused, weighed, are most. */
function partingOf(right: readonly number[], inside: number, outside: readonly number[]): number {
  let most = -1
  let parting = 0
  let refused = 0
  for (const [lost, scope] of right.entries()) {
    while (refused < outside.length && (outside[refused] ?? 1) < scope) refused++
    const worth =
      (answerWorth * (right.length - lost)) / inside + ((1 - answerWorth) * refused) / outside.length
    if (worth <= most) continue
    most = worth
    parting = scope
  }
  return parting
}

/** The temperature under which the right intents are likeliest, found by narrowing (golden section). */
function temperatureOf(inside: readonly Rehearsed[]): number {
  const surprise = (temperature: number) =>
    inside.reduce(
      (sum, { margins, label }) => sum - Math.log(Math.max(1e-9, chances(margins, temperature)[label] ?? 0)),
      0,
    )
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [0.02, 2]
  while (high - low > 0.002) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)]
    if (surprise(left) < surprise(right)) high = right
    else low = left
  }
  return (low + high) / 2
}
