import type { Cost } from '../../entry.ts'
import { segments } from './segments.ts'

/**
 * What an SMS costs by a table such as `USD 1=0.0083 44=0.0463 4477=0.05`: a currency, and for the beginnings of
 * numbers the price of one part; the longest beginning counts. Null where the table names none, and for files, which
 * are billed otherwise. `parts` is how many parts there are, where the platform told.
 */
export function costOf(
  table: string,
  { to, body, media }: { to: string; body: string; media?: string },
  parts?: number,
): Cost | null {
  const [currency = '', ...rows] = table.trim().split(/\s+/)
  const number = to.replace(/^\+/, '')
  const [best] = rows
    .map((row) => row.replace(/^\+/, '').split('='))
    .filter(([prefix = '']) => prefix !== '' && number.startsWith(prefix))
    .toSorted(([one = ''], [other = '']) => other.length - one.length)
  const price = Number(best?.[1])
  if (best === undefined || Number.isNaN(price) || media !== undefined) return null
  const count = parts ?? segments(body).count
  // Prices have at most six digits behind the point: more would be noise of the multiplication.
  return { amount: Math.round(price * count * 1e6) / 1e6, currency, segments: count }
}

/** Adds the cost of one more call; the currency is the account's, so it is the same. */
export function plus(one: Cost | null, other: Cost | null): Cost | null {
  if (one === null || other === null) return one ?? other
  return {
    amount: Math.round((one.amount + other.amount) * 1e6) / 1e6,
    currency: one.currency,
    segments: (one.segments ?? 0) + (other.segments ?? 0),
  }
}

/** How a table may look. */
export const pattern = '^[A-Z]{3}( +\\+?[0-9]{1,10}=[0-9]{1,4}(\\.[0-9]{1,6})?)+$'
