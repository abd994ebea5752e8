import { backoff } from './backoff.ts'
import type { Corner } from './corner.ts'
import type { Posted } from './post.ts'
import { forget, put, type Waiting, waitingIn } from './waiting.ts'

/** Sends what is kept, one after another and in order, with a back-off; only the tab that leads runs it. */
export function createOutbox(corner: Corner, send: (item: Waiting) => Promise<Exclude<Posted, 'stranger'>>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let tries = 0
  let closed = false

  async function flush() {
    clearTimeout(timer)
    timer = undefined
    if (busy || closed) return
    busy = true
    for (;;) {
      const item = waitingIn(corner).find((candidate) => candidate.status === 'waiting')
      if (item === undefined || closed) break
      const answer = await send(item)
      if (answer === 'later') {
        if (!closed) timer = setTimeout(flush, backoff(tries++))
        break
      }
      tries = 0
      if (answer === 'taken' && item.start !== undefined) forget(corner, item.id)
      // Its line may have come by the live connection meanwhile: then it is forgotten already.
      else if (corner.read(`out:${item.id}`) !== null) {
        put(corner, { ...item, status: answer === 'taken' ? 'sent' : 'refused' })
      }
    }
    busy = false
  }

  return {
    /** Sends now what waits, as when a line is back. */
    flush: () => void flush(),
    /** Sends what is new, unless something before it waits for its next try. */
    look() {
      if (timer === undefined) void flush()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
