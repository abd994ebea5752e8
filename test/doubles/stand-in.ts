import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StandInCall {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}
export interface StandInAnswer {
  status: number
  headers?: Record<string, string>
  body?: string
}
/** How a call goes wrong: no answer ever, the connection closed without one, or an answer. */
export type StandInFault = 'hang' | 'close' | StandInAnswer

/**
 * A stand-in for a platform on a random port of this machine, which answers as it is told. `calls` are all that
 * arrived, in order; `arrived` waits for one. `fail` makes the next call whose path matches go wrong.
 */
export async function startStandIn(answer: (call: StandInCall) => StandInAnswer) {
  const calls: StandInCall[] = []
  const waiting = new Set<() => void>()
  const plans: { fault: StandInFault; path: RegExp }[] = []

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://platform')
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await read(request),
    }
    calls.push(call)
    for (const look of waiting) look()
    const plan = plans.findIndex(({ path }) => path.test(call.path))
    const [planned] = plan === -1 ? [] : plans.splice(plan, 1)
    const told = planned?.fault ?? answer(call)
    if (told === 'hang') return
    if (told === 'close') return void request.socket.destroy()
    response.writeHead(told.status, { 'content-type': 'application/json', ...told.headers }).end(told.body)
  })

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    calls,
    /** The first call, made already or still to come, that matches. */
    arrived(match: (call: StandInCall) => boolean): Promise<StandInCall> {
      return new Promise((done) => {
        const look = () => {
          const found = calls.find(match)
          if (!found) return
          waiting.delete(look)
          done(found)
        }
        waiting.add(look)
        look()
      })
    },
    fail: (fault: StandInFault, path: RegExp) => void plans.push({ fault, path }),
    async close(): Promise<void> {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
