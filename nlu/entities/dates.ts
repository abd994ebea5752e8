import {
  ar,
  type Chrono,
  de,
  en,
  es,
  fi,
  fr,
  id,
  it,
  ja,
  nl,
  type ParsedComponents,
  pt,
  ru,
  sv,
  uk,
  vi,
  zh,
} from 'chrono-node'
import type { Entity } from '../interpretation.ts'
import { baseOf, type EntityRule } from './rule.ts'

/**
 * Dates and times of day, by chrono in the text's language: `date` as `2026-12-31`, with the time where it is told
 * as `2026-12-31T17:00`, a span of two as `2026-12-01/2026-12-05`; `time` as `17:00`. They are on the wall clock of
 * the customer's zone, counted from when they wrote. A weekday on its own is the next one.
 */
export const dates: EntityRule = (text, about) => {
  const chrono = localeOf(about.language)
  const { now, zone = 'UTC' } = about
  if (!now || !chrono) return []
  const from = { instant: new Date(now), timezone: offsetOf(now, zone) }
  const parse = (words: string) => chrono.parse(words, from, { forwardDate: true })
  return parse(text).flatMap((found): Entity[] => {
    if (!telling.test(found.text)) return []
    // behind other words the German “morgen um 15 Uhr” is taken for a time of this morning; on its own it is not
    const alone = /^\s/.test(found.text) ? parse(found.text.trim())[0] : undefined
    const { start: begin, end: finish } = alone ?? found
    const first = wallClock(begin)
    const last = finish ? wallClock(finish) : null
    const main = last?.name === 'date' ? last : first
    if (!first || !main) return []
    // “from 3 May to 7 May” is read as beginning at three o’clock: then only the day it ends on is known
    const value = last && first.name === main.name ? `${first.value}/${last.value}` : main.value
    const start = found.index + (found.text.length - found.text.trimStart().length)
    return [{ name: main.name, value, start, end: found.index + found.text.trimEnd().length }]
  })
}

/** Words of three Latin letters (“may”, “sun”, “now”) are seldom meant as dates. */
const telling = /\d|\p{L}{4}|[^\p{Script=Latin}\s]/u

function wallClock(parts: ParsedComponents): { name: 'date' | 'time'; value: string } | null {
  const two = (part: 'month' | 'day' | 'hour' | 'minute') => String(parts.get(part) ?? 0).padStart(2, '0')
  const time = parts.isCertain('hour') ? `${two('hour')}:${two('minute')}` : null
  const dated = parts.isCertain('day') || parts.isCertain('weekday')
  if (!dated) return time === null ? null : { name: 'time', value: time }
  const date = `${String(parts.get('year') ?? 0).padStart(4, '0')}-${two('month')}-${two('day')}`
  return { name: 'date', value: time === null ? date : `${date}T${time}` }
}

/** Minutes east of Greenwich at that moment; 0 for a zone that is unknown. */
function offsetOf(now: string, zone: string): number {
  try {
    return Temporal.Instant.from(now).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9
  } catch {
    return 0
  }
}

const locales: Readonly<Record<string, Chrono>> = Object.freeze({
  ...{ ar: ar.casual, de: de.casual, en: en.GB, 'en-us': en.casual, es: es.casual, fi: fi.casual },
  ...{ fr: fr.casual, id: id.casual, it: it.casual, ja: ja.casual, nl: nl.casual, pt: pt.casual },
  ...{ ru: ru.casual, sv: sv.casual, uk: uk.casual, vi: vi.casual, zh: zh.casual },
})

/** The day comes first in English, but for American English. */
function localeOf(language: string): Chrono | null {
  const whole = language.toLowerCase()
  const name = Object.hasOwn(locales, whole) ? whole : baseOf(language)
  return Object.hasOwn(locales, name) ? (locales[name] ?? null) : null
}
