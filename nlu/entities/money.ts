import unitText from '@microsoft/recognizers-text-number-with-unit'
import type { Entity } from '../interpretation.ts'
import { numbers } from './numbers.ts'
import { foldWord } from './numerals.ts'
import { countryOf, type EntityContext, type EntityRule } from './rule.ts'

/** Sums of money, as `25.5 EUR`: a number with the sign, the code or the name of a currency before or behind it. */
export const money: EntityRule = (text, about) =>
  numbers(text, about).flatMap(({ value, start, end }): Entity[] => {
    const behind = unitBehind(text.slice(end, end + longestUnit))
    const before = unitBefore(text.slice(Math.max(0, start - longestUnit), start))
    const unit = before?.sign ? before : (behind ?? before)
    const code = unit && codeOf(unit.name, about)
    if (!unit || !code) return []
    const sum = `${Number(value)} ${code}`
    return unit === behind
      ? [{ name: 'money', value: sum, start, end: end + unit.length }]
      : [{ name: 'money', value: sum, start: start - unit.length, end }]
  })

interface Unit {
  name: string
  /** With the space between it and the number. */
  length: number
  /** It is a sign, such as €, not a word. */
  sign: boolean
}

const longestUnit = 30
const mostWords = 3

function unitBehind(rest: string): Unit | null {
  const [, gap = '', sign] = /^( ?)(\p{Sc})/u.exec(rest) ?? []
  if (sign) return { name: sign, length: gap.length + sign.length, sign: true }
  const words = [...rest.matchAll(/[\p{L}\p{M}]+\$?/gu)].slice(0, mostWords)
  if (!/^[ \u00a0-]?[\p{L}]/u.test(rest)) return null
  for (let count = words.length; count > 0; count--) {
    const last = words[count - 1]
    const length = last ? last.index + last[0].length : 0
    const name = foldWord(rest.slice(0, length).trim().replace(/^-/, ''))
    if (currencies.has(name) || generic.has(name)) return { name, length, sign: false }
  }
  return null
}

function unitBefore(rest: string): Unit | null {
  const [whole = '', name = ''] =
    /(?:^|(?<![\p{L}\p{N}]))([\p{L}.]{0,4}\p{Sc}|[\p{L}]{2,3}\.?)[ \u00a0]?$/u.exec(rest) ?? []
  const folded = foldWord(name).replace(/\.$/, '')
  const sign = /\p{Sc}$/u.test(name)
  const short = folded.slice(-1)
  if (currencies.has(folded) || generic.has(folded)) return { name: folded, length: whole.length, sign }
  return sign ? { name: short, length: whole.length - name.length + short.length, sign } : null
}

/** The code of ISO 4217; what several countries call theirs is the customer's own, else the one most people mean. */
function codeOf(name: string, about: EntityContext): string | null {
  const known = currencies.get(name)
  if (known) return known
  const meant = generic.get(name)
  return meant ? (meant[countryOf(about) ?? ''] ?? meant.else ?? null) : null
}

const dollar = { AU: 'AUD', CA: 'CAD', HK: 'HKD', NZ: 'NZD', SG: 'SGD', TW: 'TWD', else: 'USD' }
const peso = { AR: 'ARS', CL: 'CLP', CO: 'COP', PH: 'PHP', UY: 'UYU', else: 'MXN' }
const generic = new Map<string, Readonly<Record<string, string>>>([
  ...['$', 'dollar', 'dollars', 'dolar', 'dolares', 'bucks', 'buck'].map((name) => [name, dollar] as const),
  ...['peso', 'pesos'].map((name) => [name, peso] as const),
  ...['£', 'pound', 'pounds', 'quid', 'libra', 'libras', 'livre', 'livres', 'pfund'].map(
    (name) => [name, { else: 'GBP' }] as const,
  ),
  ...['rupee', 'rupees', '₹'].map((name) => [name, { PK: 'PKR', LK: 'LKR', else: 'INR' }] as const),
  ...['¥', '￥', '円', '元', 'yen', 'yuan'].map(
    (name) => [name, { CN: 'CNY', else: name === '元' || name === 'yuan' ? 'CNY' : 'JPY' }] as const,
  ),
  ...['kr', 'krone', 'kronor', 'kroner'].map(
    (name) => [name, { NO: 'NOK', DK: 'DKK', else: 'SEK' }] as const,
  ),
])

/** Names of currencies in English, Spanish and Portuguese from Microsoft's recognizers, and codes of ISO 4217. */
const currencies = namesOf()

function namesOf(): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const {
    EnglishNumericWithUnit: english,
    SpanishNumericWithUnit: spanish,
    PortugueseNumericWithUnit: portuguese,
  } = unitText
  for (const { CurrencySuffixList, CurrencyPrefixList, CurrencyNameToIsoCodeMap } of [
    english,
    spanish,
    portuguese,
  ]) {
    for (const [currency, forms] of [...CurrencySuffixList, ...CurrencyPrefixList]) {
      const code = CurrencyNameToIsoCodeMap.get(currency)
      if (!code || !/^[A-Z]{3}$/.test(code)) continue
      for (const form of forms.split('|').map(foldWord))
        if (form.length > 2 || /\p{Sc}/u.test(form)) if (!names.has(form)) names.set(form, code)
    }
  }
  for (const code of Intl.supportedValuesOf('currency')) names.set(code.toLowerCase(), code)
  for (const name of ['rp', 'rupiah', 'perak']) names.set(name, 'IDR')
  for (const [name, code] of [
    ['rmb', 'CNY'],
    ['r$', 'BRL'],
    ['us$', 'USD'],
    ['reais', 'BRL'],
  ] as const)
    names.set(name, code)
  for (const word of generic.keys()) names.delete(word)
  // short words of everyday language that are also codes or coins
  for (const word of [
    'all',
    'top',
    'try',
    'cup',
    'sen',
    'mop',
    'gel',
    'pen',
    'ron',
    'rub',
    'sos',
    'bob',
    'lak',
    'cent',
    'cents',
    'real',
    'won',
    'mark',
    'dong',
  ]) {
    names.delete(word)
  }
  return names
}
