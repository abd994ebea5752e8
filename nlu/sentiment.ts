import SentimentAnalyzer from 'natural/lib/natural/sentiment/SentimentAnalyzer.js'
import { moods } from './moods.ts'
import { cap } from './tokens.ts'

/** Signs of how a customer feels: the words that say so, as they wrote them. Empty where there are none. */
export interface Mood {
  upset: string[]
  urgent: string[]
}

/**
 * Whether a text sounds upset or says that it is urgent, and by which words; null for a text of neither. Upset is
 * told by natural's lexicon of the language, where it has one, and by phrases of ours; one mild word, or a plain
 * problem (“broken”, “late”), is not enough.
 */
export function moodOf(text: string, language: string): Mood | null {
  const words = wordsOf(cap(text))
  const urgent = spoken(words, 'urgent')
  const said = spoken(words, 'upset')
  const strong = new Set(said)
  let weight = said.length + shouting(text)
  for (const { word, weight: more } of felt(words, language)) {
    if (strong.has(word)) continue
    strong.add(word)
    weight += more
  }
  const upset = weight >= enough && strong.size > 0 ? [...strong].slice(0, most) : []
  return upset.length + urgent.length > 0 ? { upset, urgent: urgent.slice(0, most) } : null
}

const enough = 1
const most = 3

interface Word {
  written: string
  folded: string
  /** Counts the clauses from 0: a “not” reaches no further than its own. */
  clause: number
}

function wordsOf(text: string): Word[] {
  let clause = 0
  let end = 0
  return [...text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)].map((match) => {
    if (/[.!?;,:\n]/.test(text.slice(end, match.index))) clause++
    end = match.index + match[0].length
    return { written: match[0], folded: fold(match[0]), clause }
  })
}

const fold = (word: string) => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

const longestPhrase = 5
const phrases = {
  urgent: phrasesOf('urgent'),
  upset: phrasesOf('upset'),
}

/** Those of all languages: customers mix them, and none of these words means something else in another. */
function phrasesOf(kind: keyof typeof moods): ReadonlySet<string> {
  return new Set(Object.values(moods[kind]).flatMap((list) => list.split(', ').map(fold)))
}

function spoken(words: readonly Word[], kind: keyof typeof moods): string[] {
  const found = new Set<string>()
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(longestPhrase, words.length - at); length > 0; length--) {
      const part = words.slice(at, at + length)
      if (!phrases[kind].has(part.map(({ folded }) => folded).join(' ')) || denied(words, at)) continue
      found.add(
        part
          .map(({ written }) => written)
          .join(' ')
          .toLowerCase(),
      )
      at += length - 1
      break
    }
  }
  return [...found]
}

/** “not urgent”, “nicht dringend”: a word of denial is one of the two before it, in the same clause. */
function denied(words: readonly Word[], at: number): boolean {
  const { clause } = words[at] ?? {}
  return words
    .slice(Math.max(0, at - 2), at)
    .some((word) => word.clause === clause && denials.has(word.folded))
}

const denials = new Set(
  'not no never isn aren wasn doesn don without nicht kein keine nie ohne pas jamais sans tidak bukan jangan ga gak nggak nao nem sem ni sin nunca'.split(
    ' ',
  ),
)

/** Two exclamation marks or more, or a message all in capitals, make a mild word a strong one. */
function shouting(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  return /!{2}/.test(text) || (letters >= 12 && capitals > 0.7 * letters) ? 0.5 : 0
}

function felt(words: readonly Word[], language: string): { word: string; weight: number }[] {
  const lexicon = lexiconOf(language)
  if (!lexicon) return []
  return words.flatMap(({ written, folded }, at) => {
    const word = written.toLowerCase()
    if (plain.has(folded) || denied(words, at)) return []
    // one word at a time: natural's analyser lets a “not” turn all that follows, and divides by the length
    const value = lexicon.analyzer.getSentiment([word]) / lexicon.scale
    return value <= -0.6 ? [{ word, weight: 1 }] : value <= -0.4 ? [{ word, weight: 0.5 }] : []
  })
}

/** What one comes to a shop's bot with: a problem, not yet a feeling. */
const plain = new Set(
  [
    'cancel cancelled canceled problem problems missing lost late delay delayed error errors damaged damage broken',
    'wrong complain complaint complaints refused refund stop stopped sorry fail failed fails dead sick emergency',
    'urgent fire crash crashed poor pay debt ill pain violence drop leave no died cut hard difficult',
    'problema problemas cancelar error perdido falta tarde roto equivocado queja reclamo reclamar deuda atraso quebrado',
    'falsch kaputt spat problem fehler schlecht verloren krank klein alt schwer leer',
    'faux casse tard probleme erreur perdu petit vieux mauvais mauvaise difficile vide',
  ].flatMap((line) => line.split(' ')),
)

interface Lexicon {
  analyzer: SentimentAnalyzer
  /** What its strongest word is worth. */
  scale: number
}

const named: Readonly<Record<string, readonly [language: string, type: string, scale: number]>> = {
  en: ['English', 'afinn', 5],
  es: ['Spanish', 'afinn', 5],
  pt: ['Portuguese', 'afinn', 5],
  de: ['German', 'pattern', 1],
  fr: ['French', 'pattern', 1],
  it: ['Italian', 'pattern', 1],
  nl: ['Dutch', 'pattern', 1],
}
const lexicons = new Map<string, Lexicon>()

function lexiconOf(language: string): Lexicon | null {
  const base = language.toLowerCase().split('-')[0] ?? ''
  const name = Object.hasOwn(named, base) ? named[base] : undefined
  if (!name) return null
  const [whole, type, scale] = name
  const lexicon = lexicons.get(base) ?? { analyzer: new SentimentAnalyzer(whole, null, type), scale }
  lexicons.set(base, lexicon)
  return lexicon
}
