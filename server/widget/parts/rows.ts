import type { Choice, Message } from '../../../bots/message.ts'
import type { Answering, VisitorLine } from '../../api.ts'
import type { Waiting } from '../waiting.ts'

/** One message of the transcript as it is drawn. */
export interface Row {
  /** The message's id: what waits and what came back is the same row. */
  key: string
  by: VisitorLine['by']
  name?: string | undefined
  at: string | null
  message: Message
  item?: Waiting
  /** The choices it offers, and whether they may still be picked. */
  choices: readonly Choice[]
  open: boolean
  /** The first of one author's run; the last one shows the time. */
  first: boolean
  last: boolean
}

/**
 * Lines and what still waits, in order. Choices stay open until one of them is picked, a newer question comes, or
 * somebody else than who asked them answers now.
 */
export function rows(
  lines: readonly VisitorLine[],
  waiting: readonly Waiting[],
  answering: Answering['who'],
): Row[] {
  const all: Row[] = lines.map((line) => ({ ...base(line.message), ...line, key: line.id }))
  for (const item of waiting) {
    if (item.message === undefined) continue
    all.push({ ...base(item.message), key: item.id, by: 'customer', at: null, item })
  }
  const picked = all.findLastIndex((row) => row.message.type === 'choice' && row.item?.status !== 'refused')
  const asked = all.findLastIndex((row) => row.message.type === 'choices')
  return all.map((row, i) => ({
    ...row,
    open: i > picked && i >= asked && row.by === askers[answering],
    first: !alike(all[i - 1], row),
    last: !alike(row, all[i + 1]),
  }))
}

const askers = { bot: 'bot', queue: 'parley', person: 'agent' } as const

function base(message: Message): Omit<Row, 'key' | 'by' | 'at'> {
  const choices = message.type === 'choices' || message.type === 'card' ? message.choices : []
  return { message, choices, open: false, first: false, last: false }
}

function alike(a: Row | undefined, b: Row | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.by === b.by && a.name === b.name && day(a) === day(b)
}

/** The day a row belongs to, in the visitor's time zone. */
export function day(row: Row): string {
  return new Date(row.at ?? Date.now()).toDateString()
}
