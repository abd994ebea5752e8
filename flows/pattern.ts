import { RE2JS } from 're2js'
import Type from 'typebox'

/**
 * Whether an author's regular expression finds something in the text. It runs on RE2, in linear time, and
 * never throws: a faulty one finds nothing, and so does any in a text longer than 2,000 characters.
 */
export function pattern(source: string, text: string): boolean {
  const compiled = text.length <= longestText ? compile(source) : null
  return compiled instanceof RE2JS && compiled.test(text)
}

/** An option that is an author's regular expression; the mark is what `check` looks for. */
export const Pattern = Type.String({
  minLength: 1,
  maxLength: 500,
  re2: true,
  description: 'A regular expression (RE2); (?i) at its start takes capitals and small letters alike',
  examples: ['^[A-Z]{2}[0-9]{6}$'],
})

/** What is wrong with a regular expression, in RE2's words; null when it can be used. */
export function patternFault(source: string): string | null {
  const compiled = compile(source)
  return compiled instanceof RE2JS ? null : compiled.fault
}

const longestText = 2000
const kept = 200
const cache = new Map<string, RE2JS | { fault: string }>()

function compile(source: string): RE2JS | { fault: string } {
  const known = cache.get(source)
  if (known) return known
  const oldest = cache.keys().next()
  if (cache.size >= kept && !oldest.done) cache.delete(oldest.value)
  const made = attempt(source)
  cache.set(source, made)
  return made
}

function attempt(source: string): RE2JS | { fault: string } {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
