/** How long a measurement holds, ms: clocks drift apart by some ms an hour. */
const fresh = 60_000
/** A measurement that took longer may be wrong by half of it, ms: leases would run out too early. */
const exact = 500
/** How often it is tried for a better one. */
const mostTries = 5

/**
 * The time by which leases run out, ms: the database's, so that nodes whose clocks differ or are set agree on it.
 * `ask` reads the database's clock. A clock that is not the machine's own is a test's, and is the time itself.
 */
export async function databaseTime(
  clock: () => number,
  ask: () => Promise<number>,
): Promise<() => Promise<number>> {
  if (clock !== Date.now) return async () => clock()
  let ahead = 0
  let measured = 0

  async function measure(): Promise<void> {
    let best = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < mostTries && best > exact; tries++) {
      const before = performance.now()
      const there = await ask()
      const after = performance.now()
      if (after - before >= best) continue
      best = after - before
      ahead = there - (before + after) / 2
    }
    measured = performance.now()
  }

  await measure()
  return async () => {
    if (performance.now() - measured > fresh) await measure()
    return Math.round(ahead + performance.now())
  }
}
