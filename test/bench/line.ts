import { connect, type Socket } from 'node:net'

/** One connection that is kept open and carries one request at a time. */
export interface Line {
  /** Posts JSON; answers with the status. */
  post(path: string, body: string): Promise<number>
  close(): void
}

/**
 * Opens a connection. It knows only what a benchmark needs of HTTP (a length, no chunks): a whole client would
 * take as much of the processor as the control does, and both share it.
 */
export async function openLine(url: string, headers: Record<string, string> = {}): Promise<Line> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const fixed = Object.entries({
    host: `${hostname}:${port}`,
    'content-type': 'application/json',
    ...headers,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const answers = answersOf(socket)
  return {
    post(path, body) {
      const answer = answers()
      socket.write(
        `POST ${path} HTTP/1.1\r\n${fixed}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
      return answer
    },
    close: () => socket.destroy(),
  }
}

function answersOf(socket: Socket): () => Promise<number> {
  let got = ''
  let waiting: PromiseWithResolvers<number> | null = null
  socket.setEncoding('latin1')
  socket.on('data', (part: string) => {
    got += part
    const end = got.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(got)?.[1])
    if (!(got.length >= end + 4 + length)) return
    const status = Number(got.slice(9, 12))
    got = ''
    waiting?.resolve(status)
  })
  const lost = () => waiting?.reject(new Error('the connection was closed before the answer'))
  socket.on('close', lost).on('error', lost)
  return () => {
    waiting = Promise.withResolvers()
    return waiting.promise
  }
}
