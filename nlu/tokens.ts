/** A word of a text, or a run of a script that writes without spaces; normalised, lower case. */
export interface Token {
  text: string
  /** Counts the clauses of the text from 0. */
  clause: number
  /** Han, kana, Thai and the like: read by characters, since nothing says where its words end. */
  unspaced: boolean
}

/** The longest text that is read, UTF-16 units; what comes after it is not looked at. */
export const longestText = 2000

/** Splits a text into tokens, in time linear in its capped length whatever it holds. */
export function tokenize(text: string): Token[] {
  const normal = cap(text).normalize('NFKC').toLowerCase().replaceAll('’', "'").slice(0, longestText)
  const tokens: Token[] = []
  let clause = 0
  let end = 0
  for (const match of normal.matchAll(word)) {
    if (tokens.length > 0 && clauseEnd.test(normal.slice(end, match.index))) clause++
    end = match.index + match[0].length
    tokens.push({ text: match[0], clause, unspaced: match[1] !== undefined })
  }
  return tokens
}

/** The first part of a text, as long as texts may be. */
export function cap(text: string): string {
  return text.length > longestText ? text.slice(0, longestText) : text
}

const unspaced = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}ー]`
const letter = String.raw`[[\p{L}\p{M}\p{N}]--${unspaced}]`
const word = new RegExp(`(${unspaced}+)|${letter}+(?:'${letter}+)*`, 'gv')
const clauseEnd = /[.!?;,:\n…。！？、，；：؟،।]/u
