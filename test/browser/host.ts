import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Message } from '../../bots/message.ts'
import type { Answering, VisitorLine, VisitorServer } from '../../server/api.ts'

/** A Parley as the widget sees it, and a brand's page on another origin: the wire without anything behind it. */
export interface Host {
  /** The brand's page, under a strict policy. */
  page: string
  origin: string
  /** The language that the page says it is in. */
  lang: string
  lines: VisitorLine[]
  /** Bodies of the posts that arrived, also of those that were not answered. */
  posts: { id: string; language?: string; message?: Message; start?: string }[]
  visitors: number
  /** What visitors told by the live connection. */
  told: string[]
  live(): number
  say(message: Message, by?: VisitorLine['by'], name?: string): void
  answering(who: Answering): void
  show(frame: VisitorServer): void
  /** Cuts the live connections. */
  cut(): void
  /** Cuts off the wire unanswered; `dead` is the whole host but for the loader, which a browser may have kept. */
  down: boolean
  dead: boolean
  /** The next post is taken, and its answer is lost on the way. */
  loseAnswer: boolean
  /** Answers every post so, when set. */
  status: number | null
  close(): Promise<void>
}

const dist = join(import.meta.dirname, '../../server/widget/dist')

export async function startHost(
  page: { body?: string; attributes?: string; html?: string } = {},
): Promise<Host> {
  const sockets = new Map<WebSocket, boolean>()
  const ids = new Set<string>()
  let who: Answering = { who: 'bot' }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const brand = createServer((_, response) => {
    const { origin } = host
    response.setHeader('content-type', 'text/html')
    response.setHeader(
      'content-security-policy',
      `default-src 'self'; script-src ${origin}; connect-src ${origin} ${origin.replace('http', 'ws')}; style-src 'self'`,
    )
    response.end(
      `<!doctype html><html lang="${host.lang}" ${page.html ?? ''}><head><title>Brand</title><meta name="viewport" content="width=device-width"></head>
      <body><h1>Brand shop</h1><main><button id="buy">Buy</button>${page.body ?? ''}</main>
      <script src="${origin}/widget.js" data-email="help@brand.example" ${page.attributes ?? ''} async></script></body></html>`,
    )
  })
  const upgrades = new WebSocketServer({ noServer: true })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = new URL(request.url ?? '/', 'http://host').pathname
    if (host.dead ? path !== '/widget.js' : host.down && path.startsWith('/hooks/')) return response.destroy()
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (request.method === 'GET') {
      const name =
        path === '/widget.js' ? 'loader.js' : path === '/demo' ? 'demo.html' : path.replace('/widget/', '')
      const type = { js: 'text/javascript', css: 'text/css', html: 'text/html' }[name.split('.').at(-1) ?? '']
      const body = await readFile(join(dist, name)).catch(() => null)
      return response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body)
    }
    const text = Buffer.concat(await request.toArray()).toString()
    if (path.endsWith('/visitors')) {
      host.visitors++
      return json(response, 200, {
        token: `token-${host.visitors}`,
        name: 'Brand help',
        greeting: 'Hello from Brand!',
      })
    }
    if (!request.headers.authorization?.startsWith('Bearer token-')) return json(response, 401, {})
    const post: Host['posts'][number] = JSON.parse(text)
    host.posts.push(post)
    if (host.status !== null) return json(response, host.status, {})
    if (post.message && !ids.has(post.id)) {
      ids.add(post.id)
      add({ id: post.id, by: 'customer', message: post.message })
    }
    if (host.loseAnswer) {
      host.loseAnswer = false
      return response.destroy()
    }
    return json(response, 200, {})
  }

  function add(line: Omit<VisitorLine, 'position' | 'at'>) {
    // Positions between belong to entries no visitor sees.
    const position = (host.lines.at(-1)?.position ?? 0) + 2
    const whole: VisitorLine = { position, at: new Date().toISOString(), ...line }
    host.lines.push(whole)
    host.show({ type: 'line', line: whole })
  }

  server.on('upgrade', (request, socket, head) => {
    if (host.down || host.dead) return socket.destroy()
    upgrades.handleUpgrade(request, socket, head, (live) => {
      sockets.set(live, false)
      live.on('close', () => sockets.delete(live))
      live.on('message', (data) => {
        const frame: { type: string; after: number } = JSON.parse(String(data))
        host.told.push(String(data))
        if (frame.type !== 'hello') return
        sockets.set(live, true)
        const position = host.lines.at(-1)?.position ?? 0
        const hello = {
          type: 'hello',
          position,
          now: new Date().toISOString(),
          language: 'en',
          answering: who,
        }
        live.send(JSON.stringify(hello))
        for (const line of host.lines) {
          if (line.position > frame.after) live.send(JSON.stringify({ type: 'line', line }))
        }
      })
    })
  })

  const host: Host = {
    page: '',
    lang: 'en',
    origin: await listen(server),
    lines: [],
    posts: [],
    visitors: 0,
    told: [],
    down: false,
    dead: false,
    loseAnswer: false,
    status: null,
    live: () => sockets.size,
    say: (message, by = 'bot', name) =>
      add({ id: crypto.randomUUID(), by, message, ...(name ? { name } : {}) }),
    answering(answering) {
      who = answering
      host.show({ type: 'answering', answering })
    },
    show(frame) {
      for (const [live, greeted] of sockets) if (greeted) live.send(JSON.stringify(frame))
    },
    cut() {
      for (const live of sockets.keys()) live.terminate()
    },
    async close() {
      host.cut()
      for (const each of [server, brand]) {
        each.closeAllConnections()
        await new Promise((resolve) => each.close(resolve))
      }
    },
  }
  host.page = await listen(brand)
  return host
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
    })
  })
}
