import type { Entity } from '../interpretation.ts'
import { foldWord, type Numerals, numeralsOf } from './numerals.ts'
import { baseOf, type EntityRule } from './rule.ts'

/** Numbers in digits and in words, as `1234.5`. “2 million” and “5k” are one number. */
export const numbers: EntityRule = (text, { language }) => {
  const numerals = numeralsOf(language)
  const pieces = piecesOf(text, language)
  const found: Entity[] = []
  for (let at = 0; at < pieces.length; ) {
    const read = numeralAt(pieces, at, numerals)
    const first = pieces[at]
    const last = read && pieces[at + read.length - 1]
    if (read && first && last)
      found.push({ name: 'number', value: String(read.value), start: first.start, end: last.end })
    at += read?.length ?? 1
  }
  return found
}

interface Piece {
  word: string
  /** What its digits are worth; null for a word. */
  digits: number | null
  start: number
  end: number
  /** Something else than a space or hyphen stands between it and the one before. */
  apart: boolean
}

/** Bounded repetitions only: the time is linear. */
const piece =
  /(?<![[\p{L}\p{N}.,\/\-]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]])[\-+]?\d{1,15}(?:[.,'’]\d{1,15}){0,5}(?!\p{N}|[\/\-]\d)|\p{L}[\p{L}\p{M}]{0,60}/gv

function piecesOf(text: string, language: string): Piece[] {
  let end = 0
  return [...text.matchAll(piece)].map((match) => {
    const [word] = match
    const between = text.slice(end, match.index)
    end = match.index + word.length
    const digits = /\d/.test(word) ? plainNumber(word, language) : null
    return {
      word: foldWord(word),
      digits,
      start: match.index,
      end,
      apart: !/^[ \u00a0-]{0,2}$/.test(between),
    }
  })
}

/** The number that begins at a place, and how many pieces it takes. */
function numeralAt(
  pieces: readonly Piece[],
  from: number,
  numerals: Numerals | null,
): { value: number; length: number } | null {
  let total = 0
  let current: number | null = null
  let length = 0
  let said = ''
  for (let at = from; at < pieces.length && at - from < longest; ) {
    const now = pieces[at]
    if (!now || (at > from && now.apart)) break
    if (now.digits !== null) {
      if (at > from) break
      current = now.digits
      said = now.word
      at++
    } else {
      if (!numerals) break
      const word = longestWord(pieces, at, numerals)
      const round = numerals.rounds.get(word?.text ?? now.word)
      if (word && round === undefined) {
        if (/\d/.test(said) || !fits(current, word.value)) break
        current = (current ?? 0) + word.value
        said += word.text
        at += word.length
      } else if (round !== undefined && (at > from || !abbreviation.test(now.word))) {
        if (now.word.length < 3 && !/\d/.test(said)) break
        if (round >= 1000) {
          total += (current ?? 1) * round
          current = null
        } else current = risen(current, round)
        said += now.word
        at++
      } else if (now.word === 'belas' && current !== null && current < 10) {
        current += 10 // Indonesian counts its teens as “two and ten”
        at++
      } else if (at > from && numerals.joins.has(now.word)) {
        at++
        continue // it belongs to the number only if one follows
      } else break
    }
    length = at - from
  }
  if (length === 0) return null
  if (length === 1 && numerals?.articles.has(pieces[from]?.word ?? '')) return null
  const value = Number((total + (current ?? 0)).toPrecision(15))
  return Number.isFinite(value) ? { value, length } : null
}

const longest = 20
/** “k” and “m” count only behind digits. */
const abbreviation = /^[a-z]{1,2}$/

/** What is added must be smaller than the last that was: “one two” is two numbers. */
const fits = (current: number | null, value: number) =>
  current === null || (current >= 20 && value < 10 ** (String(current).match(/0*$/)?.[0].length ?? 0))

/** “two hundred five ten”: what multiplies takes only what is smaller than itself. */
function risen(current: number | null, round: number): number {
  if (current === null) return round
  const low = current % round
  return current - low + (low === 0 ? 1 : low) * round
}

function longestWord(pieces: readonly Piece[], at: number, { words }: Numerals) {
  for (let length = 4; length > 0; length--) {
    const parts = pieces.slice(at, at + length)
    if (parts.length < length || parts.slice(1).some((part) => part.apart)) continue
    const text = parts.map((part) => part.word).join(' ')
    const value = words.get(text)
    if (value !== undefined) return { text, value, length }
  }
  return null
}

/** Languages that write 1.5 and 1,000; the others write 1,5 and 1.000. */
const dotted = new Set(['en', 'he', 'hi', 'ja', 'ko', 'ms', 'th', 'zh'])

/** `1.234,50` and `1,234.50` alike: the last mark is the decimal one unless it parts groups of three. */
function plainNumber(found: string, language: string): number | null {
  const [whole = '', ...groups] = found.split(/[.,'’]/)
  const marks = found.replace(/[^.,'’]/g, '')
  const last = groups.at(-1) ?? ''
  const same = new Set(marks).size === 1
  const grouped = groups.length > 0 && groups.every((group) => group.length === 3) && !/^[-+]?0/.test(whole)
  const decimal = groups.length === 1 && marks === (dotted.has(baseOf(language)) ? '.' : ',')
  if (groups.length === 0 || (grouped && same && !decimal)) return Number(whole + groups.join(''))
  if (same && groups.length > 1) return null
  if (groups.slice(0, -1).some((group) => group.length !== 3)) return null
  return Number(`${whole}${groups.slice(0, -1).join('')}.${last}`)
}
