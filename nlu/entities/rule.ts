import type { Entity } from '../interpretation.ts'

/** Finds values of one kind in a text, in time linear in its length. */
export type EntityRule = (text: string, about: EntityContext) => Entity[]

/** What is known when values are looked for; nothing is taken from the machine's own clock or place. */
export interface EntityContext {
  /** BCP 47 */
  language: string
  /** The moment the text was written, ISO 8601: what “tomorrow” counts from. Without it no dates are found. */
  now?: string
  /** Time zone of who wrote it, IANA; UTC without it. */
  zone?: string
  /** ISO 3166: whose phone numbers and dollars are meant; else the country most speakers of the language live in. */
  country?: string
}

/** Makes a rule from a pattern. `read` gives the value in its plain form; null when it is none after all. */
export function rule(name: string, pattern: RegExp, read: (found: string) => string | null): EntityRule {
  return (text) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const value = read(match[0])
      return value === null ? [] : [{ name, value, start: match.index, end: match.index + match[0].length }]
    })
}

/** The first part of a language's name: `pt` of `pt-BR`. */
export function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? ''
}

/** The country whose ways of writing are meant; null where the language tells none. */
export function countryOf({ country, language }: EntityContext): string | null {
  if (country) return country.toUpperCase()
  try {
    return new Intl.Locale(language).maximize().region ?? null
  } catch {
    return null // what an author calls a language need not be one
  }
}
