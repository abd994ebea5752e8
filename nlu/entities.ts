import type { Entity } from './interpretation.ts'
import { cap } from './tokens.ts'

/** Finds values of one kind in a text, in time linear in its length. */
export type EntityRule = (text: string) => Entity[]

/**
 * The values in a text, in order. Where two overlap, the rule that stands first wins: an address of a page is not
 * also a number.
 */
export function entitiesOf(text: string, rules: readonly EntityRule[] = ownRules): Entity[] {
  const capped = cap(text)
  const found: Entity[] = []
  const taken = new Uint8Array(capped.length)
  for (const entity of rules.flatMap((rule) => rule(capped))) {
    if (taken.subarray(entity.start, entity.end).includes(1)) continue
    taken.fill(1, entity.start, entity.end)
    found.push(entity)
  }
  return found.sort((left, right) => left.start - right.start)
}

/** Makes a rule from a pattern. `read` gives the value in its plain form; null when it is none after all. */
export function rule(name: string, pattern: RegExp, read: (found: string) => string | null): EntityRule {
  return (text) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const value = read(match[0])
      return value === null ? [] : [{ name, value, start: match.index, end: match.index + match[0].length }]
    })
}

// Every repetition below is bounded, or cannot begin again inside what it has passed: so the time is linear.
const email = rule(
  'email',
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}])/gu,
  (found) => found.toLowerCase(),
)

const url: EntityRule = (text) =>
  [...text.matchAll(/(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s<>"]{2,}/giu)].map((match) => {
    const value = withoutEnd(match[0])
    return { name: 'url', value, start: match.index, end: match.index + value.length }
  })

/** Digits with the marks people write between them; 7 to 15 of them, as E.164 has it. */
const phone = rule(
  'phone',
  /(?<![\p{L}\p{N}_-])(?:\+|\()?\d[\d ()./-]{5,22}\d(?![\p{L}\p{N}])/gu,
  (found) => {
    const digits = found.replace(/\D/g, '')
    if (digits.length < 7 || digits.length > 15 || date.test(found)) return null
    const looksIt = found.startsWith('+') || found.startsWith('0') || /[ ()/-]/.test(found)
    return looksIt ? `${found.startsWith('+') ? '+' : ''}${digits}` : null
  },
)
const date = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}$/

/** An order number and its like: letters and digits mixed, or five digits or more, `#` before it or not. */
const code = rule(
  'code',
  /(?<![\p{L}\p{N}])#?[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){2,31}(?![\p{L}\p{N}])/gu,
  (found) => {
    const digits = found.replace(/\D/g, '').length
    if (date.test(found) || digits < 2) return null
    const value = found.replace(/^#/, '').toUpperCase()
    const mixed = /[A-Z]/.test(value)
    return found.startsWith('#') || (mixed && digits >= 3) || (!mixed && digits >= 5) ? value : null
  },
)

const number = rule(
  'number',
  /(?<![\p{L}\p{N}.,/-])[-+]?\d{1,15}(?:[.,]\d{1,15}){0,5}(?![\p{L}\p{N}]|[/-]\d)/gu,
  plainNumber,
)

const ownRules: readonly EntityRule[] = [email, url, phone, code, number]

/** A sentence's end, and a bracket that was opened before it, are not of the address. */
function withoutEnd(address: string): string {
  let end = address.length
  while (end > 0 && '.,;:!?)]}\'"'.includes(address[end - 1] ?? '')) end--
  return address.slice(0, end)
}

/** `1.234,50` and `1,234.50` alike: the last mark is the decimal one unless it parts groups of three. */
function plainNumber(found: string): string | null {
  const [whole = '', ...groups] = found.split(/[.,]/)
  const marks = found.replace(/[^.,]/g, '')
  const last = groups.at(-1) ?? ''
  const same = new Set(marks).size === 1
  const grouped = groups.length > 0 && groups.every((group) => group.length === 3) && !/^[-+]?0/.test(whole)
  if (groups.length === 0 || (grouped && same)) return String(Number(whole + groups.join('')))
  if (same && groups.length > 1) return null
  if (groups.slice(0, -1).some((group) => group.length !== 3)) return null
  return String(Number(`${whole}${groups.slice(0, -1).join('')}.${last}`))
}
