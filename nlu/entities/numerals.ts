import numberText from '@microsoft/recognizers-text-number'
import { baseOf } from './rule.ts'

/** How a language says numbers. Words are folded: small letters, no accents. */
export interface Numerals {
  /** What a word, or a few with spaces between, adds: `seven`, `quatre vingt dix`. */
  words: ReadonlyMap<string, number>
  /** What multiplies what stands before it: `hundred`, `ribu`. */
  rounds: ReadonlyMap<string, number>
  /** What may stand between: `and`, `y`. */
  joins: ReadonlySet<string>
  /** What is no number on its own: `a`, `una`. */
  articles: ReadonlySet<string>
}

/** The numerals of a language; null for one that is not known. */
export function numeralsOf(language: string): Numerals | null {
  const name = baseOf(language)
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined
  if (!make) return null
  const known = made.get(name) ?? make()
  made.set(name, known)
  return known
}

/** Words as they are compared. */
export function foldWord(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

const made = new Map<string, Numerals>()

/*
 * English, Spanish and French come from Microsoft's recognizers: their dictionaries, not their expressions. Those
 * took up to 1.9 s at a language's first text and 9.7 s for a thousand times 三 (money: 5 ms for any text, 5.8 s
 * for "$1 " over a thousand characters), all of it on the event loop.
 */
const { EnglishNumeric, SpanishNumeric, FrenchNumeric } = numberText
const makers: Readonly<Record<string, () => Numerals>> = {
  en: () => fromMicrosoft(EnglishNumeric, 'and', 'a an'),
  es: () => fromMicrosoft(SpanishNumeric, 'y', 'un una'),
  fr: () => fromMicrosoft(FrenchNumeric, 'et', 'un une'),
  pt: () => ({
    words: counted(
      'zero|um,uma|dois,duas|tres|quatro|cinco|seis,meia|sete|oito|nove|dez|onze|doze|treze|quatorze,catorze|quinze|dezesseis,dezasseis|dezessete,dezassete|dezoito|dezenove,dezanove',
      'vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa',
      'cem,cento|duzentos,duzentas|trezentos,trezentas|quatrocentos|quinhentos|seiscentos|setecentos|oitocentos|novecentos',
    ),
    rounds: new Map([
      ['mil', 1e3],
      ['milhao', 1e6],
      ['milhoes', 1e6],
      ['bilhao', 1e9],
      ['bilhoes', 1e9],
    ]),
    joins: new Set(['e']),
    articles: new Set(['um', 'uma', 'meia']),
  }),
  id: () => ({
    words: counted(
      'nol,kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas',
      '',
      'seratus',
    ).set('seribu', 1000),
    rounds: new Map([
      ['puluh', 10],
      ['ratus', 100],
      ['ribu', 1e3],
      ['rb', 1e3],
      ['juta', 1e6],
      ['jt', 1e6],
      ['miliar', 1e9],
    ]),
    joins: new Set(),
    articles: new Set(),
  }),
  de: () => ({
    words: german(),
    rounds: new Map([
      ['hundert', 100],
      ['tausend', 1e3],
      ['million', 1e6],
      ['millionen', 1e6],
      ['milliarde', 1e9],
      ['milliarden', 1e9],
    ]),
    joins: new Set(['und']),
    articles: new Set(['ein', 'eine']),
  }),
}

type Dictionary = Pick<typeof EnglishNumeric, 'CardinalNumberMap' | 'RoundNumberMap'>

function fromMicrosoft(
  { CardinalNumberMap, RoundNumberMap }: Dictionary,
  joins: string,
  articles: string,
): Numerals {
  const fold = (map: ReadonlyMap<string, number>) =>
    new Map([...map].map(([word, value]) => [foldWord(word).replaceAll('-', ' '), value]))
  const rounds = fold(RoundNumberMap)
  const words = fold(CardinalNumberMap)
  for (const word of rounds.keys()) words.delete(word)
  // a hundredth is no hundred
  for (const word of [...rounds.keys()]) if (/th(s?)$|ieme/.test(word)) rounds.delete(word)
  if (rounds.has('cent')) rounds.set('cents', 100) // as in “deux cents”
  return { words, rounds, joins: new Set([joins]), articles: new Set(articles.split(' ')) }
}

/** Words from nought on, the tens from twenty, the hundreds; forms of one number are parted by commas. */
function counted(ones: string, tens: string, hundreds: string): Map<string, number> {
  const words = new Map<string, number>()
  const add = (list: string, first: number, step: number) => {
    for (const [place, forms] of list.split('|').entries())
      for (const form of forms.split(',')) if (form) words.set(form, first + place * step)
  }
  add(ones, 0, 1)
  add(tens, 20, 10)
  add(hundreds, 100, 100)
  return words
}

/** German writes the tens behind the ones and all in one word: einundzwanzig, zweihundertfünf. */
function german(): Map<string, number> {
  const ones = 'null ein zwei drei vier funf sechs sieben acht neun'.split(' ')
  const teens = 'zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn'.split(' ')
  const tens = 'zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig'.split(' ')
  const small = [
    ...[...ones, ...teens].entries(),
    ...tens.flatMap((ten, place) =>
      ones.map((one, unit): [number, string] => [
        (place + 2) * 10 + unit,
        unit === 0 ? ten : `${one}und${ten}`,
      ]),
    ),
  ]
  const words = new Map([
    ['eins', 1],
    ['eine', 1],
    ['zwo', 2],
    ['dreißig', 30],
  ])
  for (const [value, word] of small) words.set(word, value)
  for (const [digit, one] of ones.entries()) {
    for (const start of digit === 0 ? [] : digit === 1 ? ['hundert', 'einhundert'] : [`${one}hundert`])
      for (const [value, word] of small)
        words.set(value === 0 ? start : `${start}${word}`, digit * 100 + value)
  }
  words.delete('hundert') // it multiplies
  return words
}
