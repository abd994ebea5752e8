/** How long a measurement holds, ms: clocks drift apart by some ms an hour. */
const fresh = 60_000

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
    const before = performance.now()
    const there = await ask()
    measured = performance.now()
    ahead = there - (before + measured) / 2
  }

  await measure()
  return async () => {
    if (performance.now() - measured > fresh) await measure()
    return Math.round(ahead + performance.now())
  }
}
