import type { Kernel } from './kernel/kernel.ts'
import { type Needs, type Phrase, study } from './knowledge.ts'
import { look } from './look.ts'
import { randomOf, shuffle } from './random.ts'
import type { Rehearsed } from './thresholds.ts'

/**
 * Tries training on some of the phrases and looks at the rest: what a model makes of phrases it has not seen. With
 * many phrases one fifth is held out once; with few each fifth in turn, and then each fifth of the intents too,
 * whose phrases stand for all that is out of scope. `progress` hears the share that is done.
 */
export function rehearse(
  phrases: readonly Phrase[],
  needs: Needs,
  options: { bench: Kernel; seed: number; progress?: (share: number) => void },
): Rehearsed[] {
  const splits = splitsOf(phrases, options.seed)
  return splits.flatMap(({ kept, held }, at) => {
    const progress = (share: number) => options.progress?.((at + share) / splits.length)
    const knowledge = study(kept, needs, { ...options, progress })
    const places = new Map(knowledge.intents.map((intent, place) => [intent, place]))
    return held.map(({ tokens, intent }) => {
      const { margins, nearness } = look(knowledge, tokens)
      return { margins, nearness, label: places.get(intent) ?? -1 }
    })
  })
}

const parts = 5
const manyPhrases = 2000
/** Of fewer intents, one left out leaves a model that is too unlike the whole. */
const leastIntents = 4

interface Split {
  kept: readonly Phrase[]
  held: readonly Phrase[]
}

function splitsOf(phrases: readonly Phrase[], seed: number): Split[] {
  const random = randomOf(seed)
  const names = phrases.filter((phrase) => phrase.name)
  const written = shuffle(
    phrases.filter((phrase) => !phrase.name),
    random,
  )
  const byPhrase = (part: number): Split => ({
    kept: [...names, ...written.filter((_, at) => at % parts !== part)],
    held: written.filter((_, at) => at % parts === part),
  })
  if (written.length >= manyPhrases) return [byPhrase(0)]

  const folds = Array.from({ length: parts }, (_, part) => byPhrase(part))
  const intents = shuffle([...new Set(phrases.map((phrase) => phrase.intent))], random)
  if (intents.length < leastIntents) return folds.filter(isWhole)
  const byIntent = Array.from({ length: Math.min(parts, intents.length) }, (_, part): Split => {
    const out = new Set(intents.filter((_, at) => at % parts === part))
    return {
      kept: phrases.filter((phrase) => !out.has(phrase.intent)),
      held: written.filter((phrase) => out.has(phrase.intent)),
    }
  })
  return [...folds, ...byIntent].filter(isWhole)
}

const isWhole = ({ kept, held }: Split) => kept.length > 0 && held.length > 0
