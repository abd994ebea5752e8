import websocket, { type WebSocket } from '@fastify/websocket'
import type { App } from './app.ts'

/** How long a browser has to answer our goodbye, ms: a line that is dead must not hold the stop up. */
const patience = 2000

/**
 * Lets live connections in. To be registered before any hook that may refuse a request: only then is the socket of
 * a refused one closed. When the server stops they are closed as restarting (1012).
 */
export async function sockets(app: App): Promise<void> {
  await app.register(websocket, {
    // Frames of 64 KB hold every message of the wire; compression is off, so that a small frame cannot grow.
    options: { maxPayload: 65_536, perMessageDeflate: false },
    preClose: (done) => {
      for (const client of app.websocketServer.clients) {
        client.close(1012, 'restarting')
        setTimeout(() => client.terminate(), patience).unref()
      }
      app.websocketServer.close()
      done()
    },
  })
}

/** Sends a message of the wire, while the line is open. */
export function sendTo<Message>(socket: WebSocket, message: Message): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}

/** What a frame says; null for one that is no JSON. */
export function readFrame(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
