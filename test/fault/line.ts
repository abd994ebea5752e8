import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The way of all nodes to the database, which can be cut for a while. */
export interface Line {
  port: number
  /** `cut` breaks all connections and refuses new ones; `hole` keeps them, and nothing passes. */
  break(how: 'cut' | 'hole'): void
  mend(): void
  close(): Promise<void>
}

/** Opens a way to a server on this port. */
export async function startLine(to: number): Promise<Line> {
  const sockets = new Set<Socket>()
  let state: 'whole' | 'cut' | 'hole' = 'whole'

  const server = createServer((node) => {
    if (state === 'cut') return node.destroy()
    const database = connect(to, '127.0.0.1')
    for (const [socket, other] of [
      [node, database],
      [database, node],
    ] as const) {
      sockets.add(socket)
      // A broken connection is what the run wants; it shows in what the node does then.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      // Not piped: a pipe takes itself up again whenever the other side drains.
      socket.on('data', (bytes) => other.write(bytes))
      if (state === 'hole') socket.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the line has no port')

  function cut(): void {
    for (const socket of sockets) socket.destroy()
  }

  return {
    port: address.port,
    break(how) {
      state = how
      if (how === 'cut') cut()
      else for (const socket of sockets) socket.pause()
    },
    mend() {
      state = 'whole'
      for (const socket of sockets) socket.resume()
    },
    async close() {
      server.close()
      cut()
      if (server.listening) await once(server, 'close')
    },
  }
}
