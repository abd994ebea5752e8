import type { Json } from '../bots/message.ts'
import type { Entity } from '../nlu/interpretation.ts'

/** What kind of answer a question may want, beside the bot's own entities. */
export const answerKinds = ['text', 'number', 'email', 'phone', 'date', 'time', 'money', 'url'] as const

/**
 * The value of an answer: a number, a date as `2026-12-31`, a time as `17:00`, a phone number as digits, money as
 * `{ amount, currency }`, else the text or the entity's value. An answer in a sentence is taken from what was found
 * in it, if that is one thing. Null when there is no such value.
 */
export function answer(as: string, text: string, language: string, entities: readonly Entity[] = []): Json {
  const said = text.trim()
  if (as === 'text') return said === '' ? null : said
  const values = new Set(entities.filter(({ name }) => name === as).map(({ value }) => value))
  const [only] = values.size === 1 ? values : []
  const found = only === undefined ? null : fromEntity(as, only)
  // who found a phone number knows the country's plan; of all others the answer as a whole counts first
  if (as === 'phone' && found !== null) return found
  return (said.length > longest ? null : fromWhole(as, said, language)) ?? found
}

/** The longest address there is. */
const longest = 254

function fromWhole(as: string, said: string, language: string): Json {
  switch (as) {
    case 'number':
      return readNumber(said, language)
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(said) ? said : null
    case 'phone':
      return readPhone(said)
    case 'date':
      return readDate(said, language)
    default:
      return null
  }
}

/** Entities come in a plain form, whatever the language. */
function fromEntity(as: string, value: string): Json {
  switch (as) {
    case 'number':
      return /^[-+]?\d{1,30}(\.\d{1,30})?$/.test(value) ? Number(value) : null
    case 'date':
      // of a span of two days nobody knows which one is meant
      return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/.test(value) ? value.slice(0, 10) : null
    case 'time':
      return /^\d{2}:\d{2}$/.test(value) ? value : null
    case 'money': {
      const [, amount, currency = ''] = /^(-?\d{1,30}(?:\.\d{1,30})?) ([A-Z]{3})$/.exec(value) ?? []
      return amount === undefined ? null : { amount: Number(amount), currency }
    }
    case 'email':
    case 'phone':
      return fromWhole(as, value, '')
    default:
      return value === '' || value.length > longest ? null : value
  }
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
