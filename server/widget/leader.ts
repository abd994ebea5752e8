import type { VisitorClient, VisitorLine, VisitorServer } from '../api.ts'
import { backoff } from './backoff.ts'
import type { Corner } from './corner.ts'
import { createLive, type Live } from './live.ts'
import { createOutbox } from './outbox.ts'
import { post } from './post.ts'
import type { Known } from './talk.ts'
import { knownVisitor, newVisitor } from './visitor.ts'
import { forget, keep, type Waiting, waitingIn } from './waiting.ts'

export interface LeaderNeeds {
  url: string
  corner: Corner
  language: string
  start: string | undefined
  known: () => Known
  know: (news: Partial<Known>) => void
}

/** What only the leading tab does: it becomes a visitor, holds the connection, and sends what all tabs wrote. */
export function createLeader({ url, corner, language, start, known, know }: LeaderNeeds) {
  let live: Live | null = null
  let quiet: ReturnType<typeof setTimeout> | undefined
  let renewed = Number.NEGATIVE_INFINITY

  function receive(frame: VisitorServer) {
    switch (frame.type) {
      case 'hello':
        return know({ answering: frame.answering, refused: null })
      case 'line':
        know({ lines: withLine(known().lines, frame.line), typing: false })
        return forget(corner, frame.line.id)
      case 'typing':
        clearTimeout(quiet)
        quiet = setTimeout(() => know({ typing: false }), 6000)
        return know({ typing: true })
      case 'answering':
        return know({ answering: frame.answering })
      case 'refused':
        return know({ refused: frame.message })
    }
  }

  async function send(item: Waiting) {
    const visitor = knownVisitor(corner)
    const answer = visitor === null ? 'later' : await post(url, item, { token: visitor.token, language })
    if (answer !== 'stranger') return answer
    await renew()
    return 'later'
  }

  /**
   * The server knows this visitor no more: what is written goes to a new conversation. A server that refuses every
   * visitor is not asked for one again and again.
   */
  async function renew() {
    if (performance.now() - renewed < 60_000) return
    renewed = performance.now()
    const visitor = await newVisitor(corner, url, language).catch(() => null)
    if (visitor === null) return
    know({ lines: [], answering: { who: 'bot' }, refused: null })
    live?.again()
  }

  function lead(): () => void {
    let closed = false
    let meeting = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const outbox = createOutbox(corner, send)
    const unwatch = corner.watch(outbox.look)
    // Their lines come with the history, or have been seen.
    for (const item of waitingIn(corner)) if (item.status === 'sent') forget(corner, item.id)

    async function meet(tries: number) {
      clearTimeout(timer)
      if (meeting || live !== null) return
      meeting = true
      try {
        if (knownVisitor(corner) === null) {
          await newVisitor(corner, url, language)
          if (start !== undefined) keep(corner, { start })
        }
        if (!closed) connect()
      } catch {
        if (!closed) {
          know({ connection: 'lost' })
          timer = setTimeout(() => void meet(tries + 1), backoff(tries))
        }
      }
      meeting = false
    }

    function connect() {
      live = createLive({
        url: `${url.replace(/^http/, 'ws')}/live`,
        hello: () => ({
          type: 'hello',
          token: knownVisitor(corner)?.token ?? '',
          after: known().lines.at(-1)?.position ?? 0,
        }),
        receive,
        stranger: () => void renew(),
        status(connected) {
          know({ connection: connected ? 'live' : 'lost', typing: false })
          if (connected) outbox.flush()
        },
      })
      outbox.flush()
    }

    const online = () => {
      void meet(0)
      outbox.flush()
    }
    addEventListener('online', online)
    void meet(0)
    return () => {
      closed = true
      removeEventListener('online', online)
      clearTimeout(timer)
      clearTimeout(quiet)
      outbox.close()
      unwatch()
      live?.close()
      live = null
    }
  }

  return { lead, tell: (frame: VisitorClient) => live?.send(frame) }
}

/** The lines with one more, in order; a line that is known already changes nothing. */
function withLine(lines: VisitorLine[], line: VisitorLine): VisitorLine[] {
  const last = lines.at(-1)
  if (last === undefined || last.position < line.position) return [...lines, line]
  if (lines.some((other) => other.position === line.position)) return lines
  return [...lines, line].sort((a, b) => a.position - b.position)
}
