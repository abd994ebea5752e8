import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request } from 'undici'
import type { Fetch, Http } from '../bots/channel.ts'

/*
 * The one client for everything that leaves by HTTP. An address is checked at connect (literal, looked up, and
 * the peer's), so a name that changes between check and use changes nothing. Redirects are not followed; a download
 * (bots/platforms/download.ts) asks for where one leads as for any other address.
 *
 * An exception that brings its own client: telegraf (bots/platforms/telegram/) calls the API base of its account.
 */

const refusedPorts = new Set([
  25, 110, 143, 465, 587, 993, 995, 2049, 3306, 5432, 5672, 6379, 9200, 11_211, 27_017,
])

/** Opens the guarded client. `allow` lists origins that the operator lets it reach though they are private. */
export function createHttp(allow: readonly string[] = []): {
  http: Http
  fetch: Fetch
  close(): Promise<void>
} {
  const guarded = new Agent({ connect: guard(), keepAliveTimeout: 10_000, connections: 32 })
  const open = new Agent({ keepAliveTimeout: 10_000, connections: 32 })
  const http: Http = async ({
    url,
    method = 'GET',
    headers = {},
    body,
    timeout,
    most = 5_000_000,
    signal,
    trusted,
  }) => {
    const target = parse(url)
    const deadline = AbortSignal.timeout(timeout)
    const answer = await request(target, {
      method,
      headers: { ...plain, ...headers },
      ...(body === undefined ? {} : { body }),
      dispatcher: way(target, trusted),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    return {
      status: answer.statusCode,
      headers: headersOf(answer.headers),
      body: await readText(answer.body, most),
    }
  }

  const fetch: Fetch = async ({ url, method = 'GET', headers = {}, body, signal, trusted }) => {
    const target = parse(url)
    const dispatcher = way(target, trusted)
    const answer = await request(target, {
      method,
      headers: { ...plain, ...headers },
      ...(body === undefined ? {} : { body }),
      dispatcher,
      signal,
    })
    return { status: answer.statusCode, headers: headersOf(answer.headers), body: streamOf(answer.body) }
  }

  function way(target: URL, trusted: string | undefined): Agent {
    if (target.origin === trusted || allow.includes(target.origin)) return open
    if (refusedPorts.has(Number(target.port))) throw new Error(`port ${target.port} may not be called`)
    return guarded
  }

  const close = async () => void (await Promise.all([guarded.destroy(), open.destroy()]))
  return { http, fetch, close }
}

/** What is packed could be far larger than it looks. */
const plain = { 'accept-encoding': 'identity' }

function headersOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

function parse(url: string): URL {
  const target = URL.parse(url)
  if (!target) throw new Error('not a web address')
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new Error(`${target.protocol} may not be called`)
  if (target.username || target.password) throw new Error('a web address may not carry a user name')
  return target
}

function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const parts = body[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await parts.return?.()
    },
  })
}

async function readText(body: AsyncIterable<Buffer>, most: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > most) throw new Error(`the answer is larger than ${most} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function guard(): buildConnector.connector {
  const connect = buildConnector({ timeout: 5000, lookup: publicLookup })
  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !isPublic(host)) return done(new Error(`${host} is not a public address`), null)
    connect(options, (error, socket) => {
      if (error) return done(error, null)
      const peer = socket.remoteAddress
      if (peer && isPublic(peer)) return done(null, socket)
      socket.destroy()
      done(new Error(`${options.hostname} does not lead to a public address`), null)
    })
  }
}

const publicLookup: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '')
    const good = found.filter((one) => isPublic(one.address))
    const first = good[0]
    if (!first) return done(new Error(`${name} does not lead to a public address`), '')
    if (options.all) done(null, good)
    else done(null, first.address, first.family)
  })
}

/** Only ordinary unicast addresses, after IPv4 inside IPv6 is taken out; the old form `::a.b.c.d` is none. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const found = ipaddr.process(address)
  if (found instanceof ipaddr.IPv6 && found.parts.slice(0, 6).every((part) => part === 0)) return false
  return found.range() === 'unicast'
}
