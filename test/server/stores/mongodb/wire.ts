import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The way from one node to the database, on which a test can stop a message: the node is then between two steps. */
export interface Wire {
  url(database: string): string
  /** Stops the next message that is like this, until it is let go. */
  hold(like: (message: string) => boolean): { held: Promise<void>; letGo(): void }
  /** Breaks all connections; what is held never arrives. New ones can be made. */
  cut(): void
  /** Breaks all connections and takes no new ones, as when the node's machine died. */
  die(): Promise<void>
}

interface Hold {
  like(message: string): boolean
  stop(): void
  free: Promise<void>
}

/** Opens a way to the database server on this port. */
export async function startWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  const holds: Hold[] = []

  async function carry(from: Socket, there: Socket): Promise<void> {
    for await (const message of messages(from)) {
      const text = message.toString('latin1')
      const hold = holds.find((each) => each.like(text))
      if (hold) {
        holds.splice(holds.indexOf(hold), 1)
        hold.stop()
        await hold.free
      }
      if (!there.destroyed) there.write(message)
    }
  }

  const server = createServer((node) => {
    const database = connect(to, '127.0.0.1')
    for (const [socket, other] of [
      [node, database],
      [database, node],
    ] as const) {
      sockets.add(socket)
      // A broken connection is what a test wants, or shows in what the node does then.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    database.pipe(node)
    carry(node, database).catch(() => node.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')

  function cut(): void {
    for (const socket of sockets) socket.destroy()
  }

  return {
    url: (database) => `mongodb://127.0.0.1:${address.port}/${database}?directConnection=true`,
    hold: (like) => {
      const held = Promise.withResolvers<void>()
      const free = Promise.withResolvers<void>()
      holds.push({ like, stop: held.resolve, free: free.promise })
      return { held: held.promise, letGo: free.resolve }
    },
    cut,
    die: async () => {
      server.close()
      cut()
      if (server.listening) await once(server, 'close')
    },
  }
}

/** The whole messages out of a stream; each begins with its length (mongodb.com/docs/manual/reference/mongodb-wire-protocol). */
async function* messages(socket: Socket): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      yield rest.subarray(0, length)
      rest = rest.subarray(length)
    }
  }
}
