import { tokenize } from '../nlu/tokens.ts'
import type { ReadEntry } from './store.ts'

/** Something a customer said from which the bot may learn. */
export interface Gleaned {
  position: number
  at: string
  text: string
  /** As it was heard; null where nobody listened. */
  language: string | null
  why: 'missed' | 'asked back' | 'answered by a person'
  /** What an agent answered. */
  answer?: string
}

/**
 * Finds in a conversation's journal what the bot did not understand: what no part of it could use, what it asked
 * back about in vain, and what a person answered in its place.
 */
export function glean(entries: readonly ReadEntry[]): Gleaned[] {
  const found = new Map<number, Gleaned>()
  let asked: Gleaned | null = null
  let since: Gleaned[] = []
  let answered: number | null = null

  for (const entry of entries) {
    const { event, by } = entry
    if (by === 'customer' && event.type === 'message') {
      answered = null
      if (event.message.type === 'choice' && event.message.value !== 'neither') asked = null
      else if (event.message.type === 'choice') lose()
      const said = saidIn(entry)
      if (!said) continue
      since.push(said)
      const { heard, missed } = entry.reading ?? {}
      if (missed) {
        lose()
        found.set(said.position, said)
      } else if (heard) asked = heard.decision === 'ask' ? { ...said, why: 'asked back' } : null
    } else if (event.type === 'take' || event.type === 'assign') lose()
    else if (event.type === 'sent') since = since.filter(isOpen)
    else if (event.type === 'reply' && event.message.type === 'text') {
      const target: Gleaned | undefined =
        answered === null
          ? (since.findLast(({ position }) => found.has(position)) ?? since.findLast(isQuestion))
          : found.get(answered)
      if (!target) continue
      const known = found.get(target.position) ?? { ...target, why: 'answered by a person' }
      const answer = event.message.text
      // the longest of several: “one moment, I will look” comes first
      found.set(target.position, { ...known, answer: longer(known.answer ?? '', answer) })
      answered = target.position
      since = []
    }
  }
  return [...found.values()].sort((one, other) => one.position - other.position)

  /** What the bot said meanwhile did not answer it. */
  function isOpen({ position }: Gleaned): boolean {
    return found.has(position) || asked?.position === position
  }

  /** The question whether one of two was meant came to nothing. */
  function lose(): void {
    if (asked) found.set(asked.position, asked)
    asked = null
  }
}

function saidIn({ event, position, at, reading }: ReadEntry): Gleaned | null {
  if (event.type !== 'message' || event.message.type !== 'text' || event.message.text.trim() === '')
    return null
  return { position, at, text: event.message.text, language: reading?.heard?.language ?? null, why: 'missed' }
}

/** “ok”, “thanks a lot” and the like are nothing to learn from. */
function isQuestion({ text }: Gleaned): boolean {
  const tokens = tokenize(text)
  return tokens.length > 3 || tokens.some((token) => token.unspaced && token.text.length > 4)
}

const longer = (one: string, other: string) => (other.length > one.length ? other : one)
