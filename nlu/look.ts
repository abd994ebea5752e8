import { judge, type Knowledge, textOf } from './knowledge.ts'
import { withoutShells } from './shells.ts'
import { softMaximum } from './thresholds.ts'
import type { Token } from './tokens.ts'

/** A text as the classifier sees it. */
export interface Look {
  /** What the label was taken from: the message, without greeting and thanks when that is known better. */
  tokens: readonly Token[]
  margins: Float32Array
  /** How far the label was judged by meaning alone, 0 to 1. */
  strange: number
  /** The best clause's soft maximum of its margins: how much it looks like anything known. */
  nearness: number
  /** Whether any part of the text is known at all. */
  known: boolean
}

/**
 * Looks at a text: the label's margins from the whole message, its nearness from the best clause. A greeting in
 * front is left out, unless it is what is known best.
 */
export function look(knowledge: Knowledge, raw: readonly Token[]): Look {
  const { tokens, rest } = partsOf(knowledge, raw)
  const whole = read(knowledge, tokens)
  if (rest === null) return whole
  const inner = read(knowledge, rest)
  return inner.nearness >= whole.nearness ? inner : whole
}

/** The texts whose vectors a look asks for. */
export function textsOf(knowledge: Knowledge, raw: readonly Token[]): string[] {
  const { tokens, rest } = partsOf(knowledge, raw)
  const wholes = rest === null ? [tokens] : [tokens, rest]
  const parts = wholes.flatMap((whole) => [whole, ...clausesOf(whole)]).filter((part) => part.length > 0)
  return [...new Set(parts.map(textOf))]
}

/** The message with its slips mended, and without greeting and thanks; null when it has none. */
function partsOf({ spelling }: Knowledge, raw: readonly Token[]) {
  const tokens = raw.map((token) => {
    const text = token.unspaced ? token.text : spelling(token.text)
    return text === token.text ? token : { ...token, text }
  })
  const rest = withoutShells(tokens)
  return { tokens, rest: rest.length === tokens.length ? null : rest }
}

function read(knowledge: Knowledge, tokens: readonly Token[]): Look {
  const judged = judge(knowledge, tokens)
  if (judged === null) return { tokens, margins: new Float32Array(0), strange: 0, nearness: -1, known: false }
  const { margins, strange } = judged
  let nearness = softMaximum(margins)
  for (const clause of clausesOf(tokens)) {
    const inner = judge(knowledge, clause)
    if (inner) nearness = Math.max(nearness, softMaximum(inner.margins))
  }
  return { tokens, margins, strange, nearness, known: true }
}

/** A clause of one word says too little to speak for the whole message. */
const leastClause = 2

function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = []
  for (const token of tokens) {
    const last = clauses.at(-1)
    if (last?.[0]?.clause === token.clause) last.push(token)
    else clauses.push([token])
  }
  if (clauses.length < 2) return []
  return clauses.filter((clause) => clause.length >= leastClause || clause[0]?.unspaced)
}
