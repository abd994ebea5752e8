import { Refusal } from './plugins/errors.ts'

/** A whole number out of an address's query; refuses what is none, or out of bounds. */
export function numberFrom(
  name: string,
  text: string | undefined,
  { least = 0, most = Number.MAX_SAFE_INTEGER, usual }: { least?: number; most?: number; usual: number },
): number {
  if (text === undefined) return usual
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new Refusal(400, 'invalid', `${name} must be a whole number from ${least} to ${most}.`)
}
