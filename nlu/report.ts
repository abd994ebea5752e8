import { folds, trainingDataOf } from './evaluate.ts'
import type { TrainingData } from './interpretation.ts'
import type { Reader } from './open.ts'

/** How well a bot's own phrases are told apart, found by holding a fifth of them back, five times. */
export interface Report {
  phrases: number
  /** Percent understood right, refusals not counted; null when there are too few phrases to hold any back. */
  accuracy: number | null
  /** Percent that would also have been answered. */
  answered: number | null
  /** The weakest first. */
  intents: { intent: string; phrases: number; right: number }[]
  mistakes: { text: string; language: string; intent: string; heard: string | null }[]
}

/** Reports on training phrases. `learn` trains an engine. */
export function report(data: TrainingData, learn: (data: TrainingData) => Reader, seed = 1): Report {
  const rows = Object.entries(data).flatMap(([language, intents]) =>
    Object.entries(intents).flatMap(([intent, texts]) => texts.map((text) => ({ language, intent, text }))),
  )
  const heard = folds(rows, 5, seed).flatMap(({ kept, held }) => {
    const { understand } = learn(trainingDataOf(kept))
    return held.map((row) => ({ ...row, heard: understand(row.text, { language: row.language }) }))
  })
  const right = heard.filter((row) => row.heard.intent === row.intent)
  const percent = (count: number) => (heard.length === 0 ? null : (100 * count) / heard.length)
  const intents = [...new Set(rows.map((row) => row.intent))].map((intent) => ({
    intent,
    phrases: rows.filter((row) => row.intent === intent).length,
    right: right.filter((row) => row.intent === intent).length,
  }))
  return {
    phrases: rows.length,
    accuracy: percent(right.length),
    answered: percent(right.filter((row) => row.heard.decision === 'answer').length),
    intents: intents.sort((one, other) => one.right / one.phrases - other.right / other.phrases),
    mistakes: heard
      .filter((row) => row.heard.intent !== row.intent)
      .map(({ text, language, intent, heard }) => ({ text, language, intent, heard: heard.intent })),
  }
}
