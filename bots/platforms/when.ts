/** A platform's time as ISO 8601: seconds or ms since 1970, as a number or its digits, or words. Nothing when it is none. */
export function when(time: unknown): { at?: string } {
  const date = new Date(dated(time))
  return Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() }
}

function dated(time: unknown): number | string {
  if (typeof time === 'number') return fromDigits(time)
  if (typeof time !== 'string') return Number.NaN
  return /^\d+$/.test(time) ? fromDigits(Number(time)) : time
}

/** Before 1973 in ms is after it in seconds, and there was no Meta. */
function fromDigits(number: number): number {
  return number < 100_000_000_000 ? number * 1000 : number
}
