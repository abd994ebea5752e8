import type { VisitorClient, VisitorServer } from '../api.ts'
import { backoff } from './backoff.ts'

/** The live connection of one visitor. */
export interface Live {
  /** Sends when connected; what cannot be sent now is of no use later, and is dropped. */
  send(frame: VisitorClient): void
  /** Connects anew at once. */
  again(): void
  close(): void
}

/** What the connection needs: `hello` tells who is here and from which position to go on. */
export interface LiveNeeds {
  url: string
  hello: () => VisitorClient
  receive: (frame: VisitorServer) => void
  /** Whether the server answered our hello, and the line holds. */
  status: (connected: boolean) => void
  /** The server knows no visitor of this token. */
  stranger: () => void
}

/** Follows a conversation by position and comes back after every loss, with a jittered back-off. */
export function createLive({ url, hello, receive, status, stranger }: LiveNeeds): Live {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  let closed = false

  function connect() {
    clearTimeout(timer)
    const own = new WebSocket(url)
    socket = own
    // A connection that hangs half-open tells nothing: it is given up and tried again.
    const patience = setTimeout(() => own.close(), 15_000)
    own.onopen = () => own.send(JSON.stringify(hello()))
    own.onmessage = (event) => {
      const frame = parse(event.data)
      if (own !== socket || frame === null) return
      if (frame.type === 'hello') {
        clearTimeout(patience)
        tries = 0
        status(true)
      }
      receive(frame)
    }
    own.onclose = ({ code }) => {
      clearTimeout(patience)
      if (own !== socket) return
      socket = null
      status(false)
      if (closed) return
      timer = setTimeout(connect, backoff(tries++))
      if (code === 4401) stranger()
    }
  }

  function drop() {
    clearTimeout(timer)
    const old = socket
    socket = null
    old?.close()
  }

  const online = () => {
    drop()
    tries = 0
    connect()
  }
  // A browser keeps a socket of a lost network open for minutes.
  const offline = () => {
    drop()
    status(false)
    timer = setTimeout(connect, backoff(0))
  }
  addEventListener('online', online)
  addEventListener('offline', offline)
  connect()

  return {
    send(frame) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
    },
    again: online,
    close() {
      closed = true
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      drop()
    },
  }
}

function parse(data: unknown): VisitorServer | null {
  try {
    const frame: VisitorServer | null = JSON.parse(String(data))
    return frame !== null && typeof frame === 'object' ? frame : null
  } catch {
    return null
  }
}
