import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a secret is the expected one, in a time that tells nothing of either, also when the lengths differ. */
export function equal(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
