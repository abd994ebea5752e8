/** The known name a mistyped one is nearest to, at most two letters away; null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null
  let least = Math.min(3, Math.max(2, Math.ceil(name.length / 2)))
  for (const one of known) {
    if (Math.abs(one.length - name.length) >= least || name.length > 60) continue
    const letters = distance(name.toLowerCase(), one.toLowerCase())
    if (letters < least) {
      best = one
      least = letters
    }
  }
  return best
}

/** Letters to put in, take out, change or swap with the next one. */
function distance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      )
    }
    before = row
    row = next
  }
  return row[to.length] ?? 0
}
