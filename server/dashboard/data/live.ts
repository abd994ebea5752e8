import type { LiveClient, LiveServer } from '../../api.ts'
import { type Cell, createCell } from './cell.ts'

/** The live connection: comes back by itself, goes on after the last change it heard, and knows the server's clock. */
export interface Live {
  /** `lost` after two seconds without a line. */
  line: Cell<'opening' | 'open' | 'lost'>
  say(message: LiveClient): void
  /** The server's time, ms. */
  now(): number
  close(): void
}

const beat = 25_000
const patience = 2000
const longest = 10_000
/** The server's code for a session that ended. */
const loggedOut = 4401

export function createLive(needs: {
  url: string
  heard: (message: LiveServer, first: boolean) => void
  /** The session may be over. */
  doubt: () => void
}): Live {
  const line = createCell<'opening' | 'open' | 'lost'>('opening')
  let socket: WebSocket | null = null
  let after: string | null = null
  /** Where the feed stood when we were last greeted: where one stands who reads everything anew. */
  let greeted = ''
  let offset = 0
  let tries = 0
  let closed = false
  let again: ReturnType<typeof setTimeout> | undefined
  let lost: ReturnType<typeof setTimeout> | undefined
  let beaten = Date.now()

  function open() {
    clearTimeout(again)
    const opened = new WebSocket(needs.url)
    socket = opened
    opened.onopen = () => opened.send(JSON.stringify({ type: 'hello', after } satisfies LiveClient))
    opened.onmessage = ({ data }) => {
      if (socket === opened) hear(JSON.parse(data))
    }
    opened.onclose = ({ code }) => {
      if (socket !== opened) return
      if (code === loggedOut) needs.doubt()
      dropped()
    }
  }
  function hear(message: LiveServer) {
    if (message.type === 'hello') {
      offset = Date.parse(message.now) - Date.now()
      greeted = message.after
      tries = 0
      clearTimeout(lost)
      lost = undefined
      line.set('open')
    }
    const first = after === null
    if (message.type === 'change') after = message.after
    // What was missed comes as changes after our place; only at first, and when that is gone, the server's is ours.
    else if (first || message.type === 'resync') after = greeted
    needs.heard(message, first)
  }
  function dropped() {
    socket = null
    if (closed) return
    if (line.get() === 'open') line.set('opening')
    lost ??= setTimeout(() => line.set('lost'), patience)
    // Half of the wait is by chance, so that a restarted server is not met by everybody at once.
    const wait = Math.min(longest, 250 * 2 ** tries++)
    if (tries === 4) needs.doubt()
    again = setTimeout(open, wait / 2 + (Math.random() * wait) / 2)
  }
  function reopen() {
    const old = socket
    socket = null
    old?.close()
    tries = 0
    clearTimeout(again)
    dropped()
  }
  const beating = setInterval(() => {
    const slept = Date.now() - beaten > beat * 2
    beaten = Date.now()
    if (slept) reopen()
    else say({ type: 'alive' })
  }, beat)
  function say(message: LiveClient) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  addEventListener('online', reopen)
  addEventListener('offline', reopen)
  lost = setTimeout(() => line.set('lost'), patience)
  open()

  return {
    line,
    say,
    now: () => Date.now() + offset,
    close() {
      closed = true
      for (const timer of [again, lost, beating]) clearTimeout(timer)
      removeEventListener('online', reopen)
      removeEventListener('offline', reopen)
      socket?.close()
    },
  }
}
