/** Puts a mistyped word right by the words that training texts use; what is known or too unlike stays as it is. */
export type Spelling = (word: string) => string

/**
 * Makes a speller from words, the most used first. One slip is mended (a letter too many, missing, wrong, or two
 * swapped), between words of four letters or more: shorter ones are too near to each other ("play", "pay").
 */
export function createSpelling(words: readonly string[]): Spelling {
  const known = new Set(words)
  const bySide = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < shortest) continue
    for (const side of sides(word)) {
      const others = bySide.get(side)
      if (others) others.push(word)
      else bySide.set(side, [word])
    }
  }
  return (word) => {
    if (word.length < shortest || word.length > longest || known.has(word) || hasDigit.test(word)) return word
    // One slip leaves either the first two letters or the last two as they were, but for a swap in a word's middle.
    for (const side of sides(word)) {
      const match = bySide.get(side)?.find((other) => oneSlip(word, other))
      if (match !== undefined) return match
    }
    return word
  }
}

const shortest = 4
const longest = 30
const hasDigit = /\p{N}/u
const sides = (word: string) => [`${word.slice(0, 2)}-`, `-${word.slice(-2)}`]

function oneSlip(left: string, right: string): boolean {
  const more = left.length - right.length
  if (more > 1 || more < -1) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let end = 0
  const most = Math.min(left.length, right.length) - start
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end++
  const [ofLeft, ofRight] = [left.slice(start, left.length - end), right.slice(start, right.length - end)]
  if (ofLeft.length <= 1 && ofRight.length <= 1) return true
  return more === 0 && ofLeft.length === 2 && ofLeft[0] === ofRight[1] && ofLeft[1] === ofRight[0]
}
