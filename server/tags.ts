import type { Commit } from './store.ts'

/** A conversation's tags after a turn, in the order they came; the same for every store. */
export function tagged(tags: readonly string[], turn: Pick<Commit, 'records'>): string[] {
  let next = [...tags]
  for (const record of turn.records) {
    if (record.type !== 'tag') continue
    next = [...new Set([...next, ...record.add])].filter((tag) => !record.remove.includes(tag))
  }
  return next
}
