import { createHash, createHmac } from 'node:crypto'
import { equal } from '../equal.ts'

/**
 * The signed name of a thread, by which an answer finds it: `c_ID_MAC`, which stands in the address that is
 * answered, in our Message-IDs and, where addresses take no plus, in the subject. Only letters that survive
 * servers that change case.
 */
export const token = { issue, read, messageId, ownIds, idOf: digest }

const form = /c_([a-z2-7]{16})_([a-z2-7]{16})/g

function issue(secret: string, thread: string): string {
  return `c_${thread}_${seal(secret, thread)}`
}

/** The thread that the first token of ours in a text names; null when there is none. Never throws. */
function read(secret: string | undefined, text: string): string | null {
  if (!secret) return null // anybody could seal with it
  for (const [, thread = '', given = ''] of text.toLowerCase().matchAll(form))
    if (equal(given, seal(secret, thread))) return thread
  return null
}

/** The Message-ID of what a job sends: the same at every try, so that mailboxes know it when it comes twice. */
function messageId(secret: string, thread: string, key: string, domain: string): string {
  return `<${issue(secret, thread)}.${digest(key)}@${domain}>`
}

/** The Message-IDs of ours in a text, with their threads: in a bounce, of what it is about. */
function ownIds(secret: string | undefined, text: string): { id: string; thread: string }[] {
  const found = text.matchAll(/<c_[a-z2-7]{16}_[a-z2-7]{16}\.[a-z2-7]{16}@[^<>\s]{1,255}>/gi)
  return [...found].flatMap(([id]) => {
    const thread = read(secret, id)
    return thread === null ? [] : [{ id, thread }]
  })
}

function seal(secret: string, thread: string): string {
  return base32(createHmac('sha256', secret).update(`thread\n${thread}`).digest())
}

/** Sixteen letters (80 bits) that stand for a text. */
function digest(text: string | Uint8Array): string {
  return base32(createHash('sha256').update(text).digest())
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** The first ten bytes in sixteen letters of RFC 4648, in lower case. */
function base32(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.subarray(0, 10).toString('hex')}`)
  let text = ''
  for (let at = 0; at < 16; at++) {
    text = letters.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}
