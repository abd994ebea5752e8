import type { Message } from '../../bots/message.ts'
import type { Corner } from './corner.ts'

/** Something the visitor wrote that is not yet seen in the conversation. */
export interface Waiting {
  /** The visitor's own message id: the server takes it once, however often it is sent. Sorts by time. */
  id: string
  message?: Message
  start?: string
  /** `sent`: taken by the server. `refused`: it will not take it. */
  status: 'waiting' | 'sent' | 'refused'
}

/** What was written and not yet seen, kept in the browser so that it outlives a reload. */
export function waitingIn(corner: Corner): Waiting[] {
  return corner.names('out:').flatMap((name) => parse(corner.read(name)) ?? [])
}

/** Keeps something to be sent. */
export function keep(corner: Corner, what: { message: Message } | { start: string }): void {
  put(corner, { id: newId(corner), status: 'waiting', ...what })
}

/** Asks for another try of what was refused. */
export function retry(corner: Corner, item: Waiting): void {
  put(corner, { ...item, status: 'waiting' })
}

/** Forgets what is now seen in the conversation, or no longer wanted. */
export function forget(corner: Corner, id: string): void {
  if (corner.read(`out:${id}`) !== null) corner.write(`out:${id}`, null)
}

/** Keeps what is now known of it. */
export function put(corner: Corner, item: Waiting): void {
  corner.write(`out:${item.id}`, JSON.stringify(item))
}

function newId(corner: Corner): string {
  const last = waitingIn(corner).at(-1)?.id.slice(0, 9) ?? ''
  const now = Date.now().toString(36).padStart(9, '0')
  // Two messages of one millisecond, or a clock set back, must not change places.
  const time = now > last ? now : (Number.parseInt(last, 36) + 1).toString(36).padStart(9, '0')
  const random = crypto.getRandomValues(new Uint32Array(3))
  return `${time}-${[...random].map((part) => part.toString(36)).join('')}`
}

function parse(text: string | null): Waiting | null {
  try {
    const item: Waiting | null = JSON.parse(text ?? 'null')
    return item
  } catch {
    return null
  }
}
