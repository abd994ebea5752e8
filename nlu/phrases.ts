import type { TrainingData } from './interpretation.ts'
import { longestText, tokenize } from './tokens.ts'

/** What is wrong with a training phrase, in words that say what to do. */
export interface PhraseFault {
  language: string
  intent: string
  phrase: string
  message: string
}

/** Phrases that a model cannot be trained with: those that say nothing, and those that mean two things. */
export function phraseFaults(data: TrainingData): PhraseFault[] {
  const faults: PhraseFault[] = []
  for (const [language, intents] of Object.entries(data)) {
    const meant = new Map<string, string>()
    for (const [intent, phrases] of Object.entries(intents)) {
      for (const phrase of phrases) {
        const fault = (message: string) => faults.push({ language, intent, phrase, message })
        const said = likeness(phrase)
        const other = meant.get(said)
        if (said === '') fault('There is no word in it: write one, or take it out.')
        else if (phrase.length > longestText)
          fault(`It is longer than ${longestText} characters: shorten it.`)
        else if (other !== undefined && other !== intent)
          fault(`It stands under “${other}” too: it can mean only one of the two.`)
        else meant.set(said, intent)
      }
    }
  }
  return faults
}

/** What people added to training phrases and took out of them: language → intent. */
export type PhraseEdits = Record<string, Record<string, { added: string[]; removed: string[] }>>

/**
 * Training phrases with what was edited since they were written in files. Only what differs is kept, so that a
 * phrase that is added to a file later is not lost. An intent without phrases is gone.
 */
export function edited(data: TrainingData, edits: PhraseEdits): TrainingData {
  const languages = new Set([...Object.keys(data), ...Object.keys(edits)])
  return Object.fromEntries(
    [...languages].map((language) => {
      const [before, changes] = [own(data, language) ?? {}, own(edits, language) ?? {}]
      const intents = new Set([...Object.keys(before), ...Object.keys(changes)])
      const after = [...intents].map((intent): [string, string[]] => {
        const { added = [], removed = [] } = own(changes, intent) ?? {}
        const kept = (own(before, intent) ?? []).filter((phrase) => !removed.includes(phrase))
        return [intent, [...new Set([...kept, ...added])]]
      })
      return [language, Object.fromEntries(after.filter(([, phrases]) => phrases.length > 0))]
    }),
  )
}

/** The edits by which the phrases of one intent become these. */
export function editsFor(before: readonly string[], wanted: readonly string[]) {
  return {
    added: [...new Set(wanted)].filter((phrase) => !before.includes(phrase)),
    removed: before.filter((phrase) => !wanted.includes(phrase)),
  }
}

/** Phrases that differ only in case, spaces and punctuation are one. */
export function likeness(phrase: string): string {
  return tokenize(phrase)
    .map(({ text }) => text)
    .join(' ')
}

/** An intent may be called `constructor`. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
