import type { Mood } from './facts.ts'

/**
 * How much sooner than others a customer is promised an answer, ms. The queue is ordered by what is promised, and a
 * promise is shortened by a quarter for each sign and by a half at most: so nobody waits behind more than half a
 * promise of others who came later, however upset those are.
 */
export function hurry(mood: Mood | undefined, promise: number): number {
  const signs = [mood?.upset, mood?.urgent].filter((words) => words && words.length > 0).length
  return Math.round(promise * share * signs)
}

const share = 0.25

/** What was heard of a mood before, with what is heard now; the newest words count. */
export function together(before: Mood | undefined, now: Mood): Mood {
  return {
    upset: now.upset.length > 0 ? now.upset : (before?.upset ?? []),
    urgent: now.urgent.length > 0 ? now.urgent : (before?.urgent ?? []),
  }
}
