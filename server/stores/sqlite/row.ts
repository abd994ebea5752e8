import type { SQLOutputValue } from 'node:sqlite'
import type { By } from '../../../bots/entry.ts'

/** A row as the database gives it. The readers below throw when a column does not hold what it should. */
export type Row = Record<string, SQLOutputValue>

/** A column that holds text. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw wrong(row, column)
  return value
}

/** A column that holds text or nothing. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

/** A column that holds a whole number. */
export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw wrong(row, column)
  return value
}

/** A column that holds a whole number or nothing. */
export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}

/** A column that holds one of a few words. */
export function word<const Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const found = words.find((each) => each === row[column])
  if (found === undefined) throw wrong(row, column)
  return found
}

/** A column that holds who did it. */
export function by(row: Row, column: string): By {
  const value = text(row, column)
  if (value.startsWith('agent:')) return `agent:${value.slice('agent:'.length)}`
  return word(row, column, ['customer', 'bot', 'parley', 'system'])
}

/** The two halves of a conversation's id. */
export function halves(conversation: string): [identity: string, n: number] {
  const at = conversation.lastIndexOf('#')
  const n = Number(conversation.slice(at + 1))
  if (at < 1 || !Number.isSafeInteger(n)) throw new Error(`"${conversation}" is not the id of a conversation`)
  return [conversation.slice(0, at), n]
}

function wrong(row: Row, column: string): Error {
  return new Error(`The database holds ${JSON.stringify(row[column])} as ${column}`)
}
