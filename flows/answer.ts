import type { Json } from '../bots/message.ts'
import type { Entity } from '../nlu/interpretation.ts'

/** What kind of answer a question wants. */
export type AnswerKind = 'text' | 'number' | 'email' | 'phone' | 'date'

/**
 * The value of an answer: a number, a date as `2026-12-31`, a phone number as digits, else the text. An answer in
 * a sentence is taken from what was found in it, if that is one thing. Null when there is no such value.
 */
export function answer(
  as: AnswerKind,
  text: string,
  language: string,
  entities: readonly Entity[] = [],
): Json {
  const said = text.trim()
  if (as === 'text') return said === '' ? null : said
  const found = entities.filter((entity) => entity.name === as)
  const read = (words: string) => (words.length > longest ? null : readers[as](words, language))
  return read(said) ?? (found.length === 1 && found[0] ? read(found[0].value) : null)
}

/** The longest address there is. */
const longest = 254

const readers: Record<Exclude<AnswerKind, 'text'>, (text: string, language: string) => Json> = {
  number: readNumber,
  email: (text) => (/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text) ? text : null),
  phone: readPhone,
  date: readDate,
}

/** Languages that write 1.5 and 1,000; the others write 1,5 and 1.000. */
const dotted = new Set(['en', 'he', 'hi', 'ja', 'ko', 'ms', 'th', 'zh'])

function readNumber(text: string, language: string): number | null {
  if (!/^[-+]?[0-9]+([.,' \u00a0\u202f’][0-9]+)*$/.test(text)) return null
  const marks = [...text.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  const usual = dotted.has(language.split('-')[0] ?? '') ? '.' : ','
  const once = marks.filter((mark) => mark[0] === last?.[0]).length === 1
  const thousands =
    last !== undefined && text.length - last.index === 4 && marks.length === 1 && last[0] !== usual
  const point = last && once && !thousands ? last.index : text.length
  const whole = text.slice(0, point).replace(/[^0-9+-]/g, '')
  const value = Number(`${whole}.${text.slice(point + 1) || '0'}`)
  return Number.isFinite(value) ? value : null
}

function readPhone(text: string): string | null {
  if (!/^\+?[0-9 ().\-/]+$/.test(text)) return null
  const digits = text.replace(/[^0-9]/g, '')
  // ITU E.164: 15 digits at most; shorter than 7 is an extension
  return digits.length >= 7 && digits.length <= 15 ? `${text.startsWith('+') ? '+' : ''}${digits}` : null
}

/** Year first, or the day first; the month first only in American English, or where no other reading is a date. */
function readDate(text: string, language: string): string | null {
  const parts = /^([0-9]{1,4})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{1,4})$/.exec(text)?.slice(1).map(Number)
  const [first = 0, second = 0, third = 0] = parts ?? []
  if (first > 31) return dateOf(first, second, third)
  const year = third < 100 ? third + 2000 : third
  const [usual, other] =
    language === 'en-US'
      ? ([
          [first, second],
          [second, first],
        ] as const)
      : ([
          [second, first],
          [first, second],
        ] as const)
  return dateOf(year, ...usual) ?? dateOf(year, ...other)
}

function dateOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  // a day too many or too few is in another month
  const real = date.getUTCMonth() === month - 1 && year >= 1000
  return real ? date.toISOString().slice(0, 10) : null
}
