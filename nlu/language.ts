import { detectAll } from 'tinyld'
import { cap, tokenize } from './tokens.ts'

/**
 * Which of the bot's languages a text is written in. Short texts say little, so another language than the
 * conversation's must be clearly likelier; where nothing can be told, the conversation's language stays.
 */
export function languageOf(text: string, languages: readonly string[], current: string): string {
  const fallback = languages.includes(current)
    ? current
    : (nearest(languages, current) ?? languages[0] ?? current)
  if (languages.length < 2 || saysNothing(text)) return fallback
  const found = detectAll(cap(text).slice(0, enough), { only: [...new Set(languages.map(codeOf))] })
  const [first, second] = found
  const likeness = (code: string) => found.find(({ lang }) => lang === code)?.accuracy ?? 0
  // Two that are equally likely are both guesses: "hello again" is Spanish as much as Indonesian to the detector.
  if (!first || first.lang === codeOf(fallback) || first.accuracy === second?.accuracy) return fallback
  if (first.accuracy < clearly * likeness(codeOf(fallback))) return fallback
  return languages.find((language) => codeOf(language) === first.lang) ?? fallback
}

/** More of the text costs time (40 ms for 2,000 characters) and tells nothing more. */
const enough = 300
const clearly = 1.5

/** The detector knows languages, not regions, and one Norwegian. */
function codeOf(language: string): string {
  const code = language.toLowerCase().split('-')[0] ?? ''
  return code === 'nb' || code === 'nn' ? 'no' : code
}

/** One word in Latin letters is guessed wrong as often as right ("xkcd" is surely German, "hola" nothing). */
function saysNothing(text: string): boolean {
  const [first, second] = tokenize(text)
  return !first || (!second && /^[\p{Script=Latin}\p{N}']+$/u.test(first.text))
}

const nearest = (languages: readonly string[], wanted: string) =>
  languages.find((language) => codeOf(language) === codeOf(wanted))
