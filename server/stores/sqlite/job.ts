import type { LaneJob } from '../../lane.ts'
import type { Job } from '../../store.ts'
import { integer, integerOrNull, type Row, text, textOrNull, word } from './row.ts'

/** A job out of its row. */
export function job(row: Row): Job {
  const { ready: _, unwanted: __, ...rules } = laneJob(row)
  return {
    ...rules,
    conversation: `${text(row, 'identity')}#${integer(row, 'n')}`,
    effect: JSON.parse(text(row, 'effect')),
    reason: textOrNull(row, 'reason'),
  }
}

/** As much of a job as the rules of the lane look at, and when it is noted to be ready. */
export function laneJob(row: Row): LaneJob & { seq: number; ready: number | null } {
  const token = textOrNull(row, 'token')
  return {
    seq: integer(row, 'seq'),
    key: text(row, 'key'),
    epoch: integer(row, 'epoch'),
    author: word(row, 'author', ['bot', 'agent', 'parley']),
    effect: { type: word(row, 'type', ['send', 'call', 'act', 'wake']) },
    due: integer(row, 'due'),
    tries: integer(row, 'tries'),
    lease: token === null ? null : { token, until: integer(row, 'until') },
    unwanted: integer(row, 'unwanted') === 1,
    status: row.status === null ? null : word(row, 'status', ['cancelled', 'unknown', 'dead']),
    ready: integerOrNull(row, 'ready'),
  }
}
