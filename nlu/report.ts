import { folds, trainingDataOf } from './evaluate.ts'
import type { Interpretation, TrainingData } from './interpretation.ts'
import type { Reader } from './open.ts'

/** How well a bot's own phrases are told apart, found by holding a fifth of them back, five times. */
export interface Report {
  phrases: number
  /** Percent understood right, refusals not counted; null when there are too few phrases to hold any back. */
  accuracy: number | null
  /** Percent that would be answered, and rightly. */
  answered: number | null
  /** Percent that would be asked back about, and that would be handed to a person. */
  askedBack: number | null
  handedOff: number | null
  /** Of what would be answered, the percent that would be answered wrongly: the risk at the chosen threshold. */
  wrong: number | null
  /** The weakest first; scores in percent. */
  intents: Scored[]
  /** Which intents are taken for which, the most often first, with the phrases that cause it. */
  confusions: { intent: string; heard: string | null; count: number; phrases: Said[] }[]
  mistakes: (Said & { intent: string; heard: string | null })[]
  /** Phrases, of these or of what is live, to which the bot would do something else than what is live does. */
  changed?: Changed[]
}

export interface Scored {
  intent: string
  phrases: number
  right: number
  /** How many of the phrases heard as this intent are of it. */
  precision: number
  /** How many of its phrases are heard as it. */
  recall: number
  f1: number
}
export interface Said {
  text: string
  language: string
}
export interface Changed extends Said {
  before: Pick<Interpretation, 'intent' | 'decision'>
  after: Pick<Interpretation, 'intent' | 'decision'>
}

/** Reports on training phrases. `learn` trains an engine; `live` are the phrases of what answers now. */
export function report(
  data: TrainingData,
  learn: (data: TrainingData) => Reader,
  seed = 1,
  live?: TrainingData,
): Report {
  const rows = rowsOf(data)
  const heard = folds(rows, 5, seed).flatMap(({ kept, held }) => {
    const { understand } = learn(trainingDataOf(kept))
    return held.map((row) => ({ ...row, heard: understand(row.text, { language: row.language }) }))
  })
  const right = heard.filter((row) => row.heard.intent === row.intent)
  const decided = (rows: readonly Heard[], decision: Interpretation['decision']) =>
    rows.filter((row) => row.heard.decision === decision)
  const percent = (part: number, of = heard.length) => (of === 0 ? null : (100 * part) / of)
  const answered = decided(heard, 'answer')
  return {
    phrases: rows.length,
    accuracy: percent(right.length),
    answered: percent(decided(right, 'answer').length),
    askedBack: percent(decided(heard, 'ask').length),
    handedOff: percent(decided(heard, 'unknown').length),
    wrong: percent(answered.length - decided(right, 'answer').length, answered.length),
    intents: scores(rows, heard),
    confusions: confusions(heard),
    mistakes: heard
      .filter((row) => row.heard.intent !== row.intent)
      .slice(0, mostShown)
      .map(({ text, language, intent, heard }) => ({ text, language, intent, heard: heard.intent })),
    ...(live ? { changed: changes(data, live, learn) } : {}),
  }
}

const mostShown = 500
const mostCauses = 20

interface Row extends Said {
  intent: string
}
interface Heard extends Row {
  heard: Interpretation
}

function rowsOf(data: TrainingData): Row[] {
  return Object.entries(data).flatMap(([language, intents]) =>
    Object.entries(intents).flatMap(([intent, texts]) => texts.map((text) => ({ language, intent, text }))),
  )
}

function scores(rows: readonly Row[], heard: readonly Heard[]): Scored[] {
  const share = (part: number, of: number) => (of === 0 ? 0 : (100 * part) / of)
  return [...Map.groupBy(rows, (row) => row.intent)]
    .map(([intent, own]): Scored => {
      const right = heard.filter((row) => row.intent === intent && row.heard.intent === intent).length
      const said = heard.filter((row) => row.heard.intent === intent).length
      const precision = share(right, said)
      const recall = share(right, own.length)
      const f1 = share(2 * right, said + own.length)
      return { intent, phrases: own.length, right, precision, recall, f1 }
    })
    .sort((one, other) => one.recall - other.recall || one.f1 - other.f1)
}

function confusions(heard: readonly Heard[]): Report['confusions'] {
  const wrong = heard.filter((row) => row.heard.intent !== row.intent)
  return [...Map.groupBy(wrong, (row) => JSON.stringify([row.intent, row.heard.intent]))]
    .map(([, causes]) => ({
      intent: causes[0]?.intent ?? '',
      heard: causes[0]?.heard.intent ?? null,
      count: causes.length,
      phrases: causes.slice(0, mostCauses).map(({ text, language }) => ({ text, language })),
    }))
    .sort((one, other) => other.count - one.count)
}

function changes(data: TrainingData, live: TrainingData, learn: (data: TrainingData) => Reader): Changed[] {
  const [before, after] = [learn(live), learn(data)]
  const texts = new Map([...rowsOf(live), ...rowsOf(data)].map((row) => [`${row.language} ${row.text}`, row]))
  const changed: Changed[] = []
  for (const { text, language } of texts.values()) {
    const was = before.understand(text, { language })
    const is = after.understand(text, { language })
    // an intent that is not answered by makes no difference to anybody
    const same = was.decision === is.decision && (was.intent === is.intent || is.decision === 'unknown')
    if (same) continue
    changed.push({
      ...{ text, language },
      before: { intent: was.intent, decision: was.decision },
      after: { intent: is.intent, decision: is.decision },
    })
    if (changed.length === mostShown) break
  }
  return changed
}
