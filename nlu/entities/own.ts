import { RE2JS } from 're2js'
import type { Entity } from '../interpretation.ts'
import { createSpelling } from '../spelling.ts'
import { foldWord } from './numerals.ts'
import type { EntityRule } from './rule.ts'

/** An entity of the author's: a list of values with other words for each, or a regular expression (RE2). */
export interface OwnEntity {
  values?: Readonly<Record<string, readonly string[]>>
  pattern?: string
}

/** The author's entities, by language and name. */
export type OwnEntities = Readonly<Record<string, Readonly<Record<string, OwnEntity>>>>

/**
 * Makes rules of an author's entities, those of all languages at once: customers mix them. Values of a list are
 * found by any of their words, with one slip in words of five letters or more. Throws for an expression that RE2
 * does not take.
 */
export function ownRules(entities: OwnEntities): EntityRule[] {
  const all = Object.values(entities).flatMap((byName) => Object.entries(byName))
  const lists = Map.groupBy(all, ([name]) => name)
  return [...lists].flatMap(([name, written]) => [
    listRule(
      name,
      written.map(([, { values }]) => values ?? {}),
    ),
    ...written.flatMap(([, { pattern }]) => (pattern === undefined ? [] : [patternRule(name, pattern)])),
  ])
}

const mostWords = 6
const mostFound = 50
const leastLetters = 5

function patternRule(name: string, source: string): EntityRule {
  const compiled = RE2JS.compile(source)
  return (text) => {
    const found: Entity[] = []
    const matcher = compiled.matcher(text)
    while (found.length < mostFound && matcher.find()) {
      const value = matcher.group() ?? ''
      if (value !== '') found.push({ name, value, start: matcher.start(), end: matcher.end() })
    }
    return found
  }
}

function listRule(name: string, lists: readonly Readonly<Record<string, readonly string[]>>[]): EntityRule {
  const values = new Map<string, string>()
  for (const list of lists)
    for (const [value, synonyms] of Object.entries(list))
      for (const word of [value, ...synonyms]) {
        const folded = piecesOf(word)
          .map(({ folded }) => folded)
          .join(' ')
        if (folded !== '' && !values.has(folded)) values.set(folded, value)
      }
  if (values.size === 0) return () => []
  const spelling = createSpelling([...values.keys()].flatMap((words) => words.split(' ')))
  const mended = (folded: string) => (folded.length >= leastLetters ? spelling(folded) : folded)
  return (text) => {
    const pieces = piecesOf(text)
    const found: Entity[] = []
    for (let at = 0; at < pieces.length && found.length < mostFound; ) {
      const match = longestAt(pieces, at, values, mended)
      if (match) found.push({ name, ...match.entity })
      at += match?.length ?? 1
    }
    return found
  }
}

function longestAt(
  pieces: readonly Piece[],
  at: number,
  values: ReadonlyMap<string, string>,
  mended: (word: string) => string,
) {
  for (let length = Math.min(mostWords, pieces.length - at); length > 0; length--) {
    const part = pieces.slice(at, at + length)
    const [first, last] = [part[0], part.at(-1)]
    if (!first || !last) return null
    const value =
      values.get(part.map(({ folded }) => folded).join(' ')) ??
      values.get(part.map(({ folded }) => mended(folded)).join(' '))
    if (value !== undefined) return { length, entity: { value, start: first.start, end: last.end } }
  }
  return null
}

interface Piece {
  folded: string
  start: number
  end: number
}

/** Words, and single signs of scripts that write without spaces. */
const piece =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}ー]|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}ー]]+/gv

function piecesOf(text: string): Piece[] {
  return [...text.matchAll(piece)].map((match) => ({
    folded: foldWord(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))
}
