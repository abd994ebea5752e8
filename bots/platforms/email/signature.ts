import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../channel.ts'
import { equal } from '../equal.ts'

/** How old or how far ahead a signature may be, seconds. */
const tolerance = 300

/**
 * Whether a raw mail was posted by somebody who knows the secret: `x-parley-signature: sha256=HEX` is the HMAC-SHA256
 * of `TIMESTAMP.MAIL`, and `x-parley-timestamp` the time in seconds. `now` is in ms. Never throws.
 */
export function signed({ headers, body }: WebhookRequest, secret: string | undefined, now: number): boolean {
  const at = headers['x-parley-timestamp'] ?? ''
  if (!secret || !/^\d{1,12}$/.test(at)) return false
  if (Math.abs(now / 1000 - Number(at)) > tolerance) return false
  return equal(headers['x-parley-signature'] ?? '', signature(secret, at, body))
}

/** What a raw mail is signed with; `at` is in seconds. */
export function signature(secret: string, at: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`
}
