/** How many mails machines of ours write to one address within the hour before they stop. */
export const most = 20
const hour = 3_600_000

/**
 * Stops a talk between two machines that does not show as one: it tells whether one more mail of the bot may go to
 * an address. What it stops counts as well, so that the talk has to rest for an hour. Each node counts for itself.
 */
export function createBrake(clock: () => number): (address: string) => boolean {
  const sent = new Map<string, number[]>()
  return (address) => {
    const now = clock()
    const key = address.toLowerCase()
    const recent = (sent.get(key) ?? []).filter((at) => now - at < hour).slice(-most)
    if (sent.size >= 10_000) sent.clear() // the worst that follows is a brake that begins to count anew
    sent.set(key, [...recent, now])
    return recent.length < most
  }
}
