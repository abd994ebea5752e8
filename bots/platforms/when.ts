/** A platform's time as ISO 8601: ms since 1970, or words; digits as words may be seconds. Nothing when it is none. */
export function when(time: unknown): { at?: string } {
  const date = new Date(
    typeof time === 'string' && /^\d+$/.test(time) ? fromDigits(Number(time)) : dated(time),
  )
  return Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() }
}

function dated(time: unknown): number | string {
  return typeof time === 'number' || typeof time === 'string' ? time : Number.NaN
}

/** Before 1973 in ms is after it in seconds, and there was no Meta. */
function fromDigits(number: number): number {
  return number < 100_000_000_000 ? number * 1000 : number
}
