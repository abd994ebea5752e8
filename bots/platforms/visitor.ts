import { createHmac, randomBytes } from 'node:crypto'
import { equal } from './equal.ts'

/** The tokens by which a web-chat visitor is known again: a random 128-bit id, until when, and a seal over both. */
export const visitor = { issue, read, lifetime: 30 * 24 * 60 * 60 * 1000 }

interface Sealed {
  secret: string
  /** The account's name: a token of one account is none for another. */
  account: string
  /** ms */
  now: number
}

const form = /^([A-Za-z0-9_-]{22})\.([0-9]{1,15})\.([A-Za-z0-9_-]{43})$/

/** Makes a token for a new visitor, or a fresh one for a known `id`; it holds for 30 days. */
function issue(by: Sealed, id: string = randomBytes(16).toString('base64url')): string {
  const until = `${by.now + visitor.lifetime}`
  return `${id}.${until}.${seal(by, id, until)}`
}

/** The visitor's id, or null for a token that is not ours, was altered or has run out. Never throws. */
function read(by: Sealed, token: string): string | null {
  const [, id, until, given] = form.exec(token) ?? []
  if (id === undefined || until === undefined || given === undefined) return null
  if (by.secret === '') return null // anybody could seal with it
  return equal(given, seal(by, id, until)) && by.now < Number(until) ? id : null
}

function seal(by: Sealed, id: string, until: string): string {
  return createHmac('sha256', by.secret).update(`visitor\n${by.account}\n${id}\n${until}`).digest('base64url')
}
