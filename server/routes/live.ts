import type { WebSocket } from '@fastify/websocket'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Counts, LiveServer, Me } from '../api.ts'
import type { Needs, Plugin } from '../app.ts'
import { cookieName, meOf } from '../plugins/auth.ts'
import { readFrame, sendTo } from '../sockets.ts'
import type { Change } from '../store.ts'

const Client = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    after: Type.Union([Type.String({ maxLength: 4000 }), Type.Null()]),
  }),
  Type.Object({ type: Type.Literal('typing'), conversation: Type.String({ maxLength: 700 }) }),
  Type.Object({ type: Type.Literal('alive') }),
])

/** How long an agent counts as on duty after their browser last said so, ms. */
const onDuty = 60_000
/** How often it is looked whether a session still holds, ms. */
const recheck = 4000
/** A browser that reads too slowly is let go at this much, bytes; it comes back and catches up. */
const mostBuffered = 1_000_000

/** The dashboard's live connection: every change with its lines, resumed by the feed's position. */
export const live: Plugin = (app, needs) => {
  const sockets = new Map<WebSocket, Me>()
  const changes = createChanges(needs)
  let news: Change[] = []
  let heard = needs.feed.position()
  /** Up to where everybody was told. */
  let told = heard
  let work = Promise.resolve()

  /** One thing after the other: who heard a later change first would come back after it and miss the earlier one. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    work = work.then(task).catch((error: unknown) => {
      app.log.error({ error }, 'dashboards could not be told of a change')
      for (const socket of sockets.keys()) socket.close(1011, 'fault') // they come back, and catch up
    })
    return work
  }

  const stop = needs.feed.subscribe((more, after) => {
    news.push(...more)
    heard = after
    void inTurn(tellAll)
  })
  app.addHook('onClose', async () => stop())

  async function tellAll() {
    const stretch = { from: told, to: heard }
    const fresh = news
    news = []
    told = stretch.to
    if (fresh.length === 0 || sockets.size === 0) return
    const found = await changes(fresh)
    for (const [socket, me] of sockets) await tell(socket, me, found, stretch)
  }

  /** Only with the last change of a stretch is the whole of it behind the browser. */
  async function tell(socket: WebSocket, me: Me, found: Found[], { from, to }: { from: string; to: string }) {
    if (socket.bufferedAmount > mostBuffered) return socket.close(1013, 'too slow')
    const counts: Counts = await needs.desk.counts(me)
    for (const change of found)
      sendTo<LiveServer>(socket, {
        type: 'change',
        after: change === found.at(-1) ? to : from,
        ...change,
        counts,
      })
  }

  app.get('', { websocket: true }, async (socket, request) => {
    const me = meOf(request)
    const token = request.cookies[cookieName(needs)] ?? ''
    const timer = setInterval(async () => {
      const still = await needs.people.whose(token).catch(() => me) // the store is away: that ends no session
      if (!still) socket.close(4401, 'logged out')
    }, recheck)
    socket.on('close', () => {
      clearInterval(timer)
      sockets.delete(socket)
    })
    socket.on('message', (data) => {
      hear(socket, me, readFrame(data.toString())).catch((error: unknown) => {
        app.log.error({ error }, 'a live connection failed')
        socket.close(1011, 'fault')
      })
    })
    await attend(me)
  })

  async function hear(socket: WebSocket, me: Me, said: unknown): Promise<void> {
    if (!Value.Check(Client, said)) socket.close(4400, 'not understood')
    else if (said.type === 'hello') await inTurn(() => greet(socket, me, said.after))
    else if (said.type === 'alive') await attend(me)
    else {
      needs.hints.emit({ conversation: said.conversation, by: `agent:${me.id}`, name: me.name })
      await showTyping(said.conversation, me)
    }
  }

  /** The customer sees the one who has the conversation write, and nobody else. */
  async function showTyping(id: string, me: Me): Promise<void> {
    const conversation = await needs.store.conversation(id)
    if (conversation?.owner === `agent:${me.id}`) needs.typing(id, `agent:${me.id}`)
  }

  async function attend({ id }: Me) {
    const now = await needs.people.get(id)
    if (now?.presence === 'online') await needs.store.attend(id, needs.clock() + onDuty)
  }

  /** From the position the browser had: what it missed, or word that it must read anew. */
  async function greet(socket: WebSocket, me: Me, after: string | null) {
    if (socket.readyState !== socket.OPEN) return
    sockets.set(socket, me)
    const missed = after === null ? null : await needs.store.follow(after, 500)
    sendTo<LiveServer>(socket, { type: 'hello', now: new Date(needs.clock()).toISOString(), after: told })
    if (missed === 'gone' || (missed && missed.changes.length >= 500))
      sendTo<LiveServer>(socket, { type: 'resync' })
    else if (missed)
      await tell(socket, me, await changes(missed.changes), { from: after ?? told, to: missed.after })
  }

  const hush = needs.hints.listen((hint) => {
    for (const [socket, me] of sockets)
      if (hint.by !== `agent:${me.id}`) sendTo<LiveServer>(socket, { type: 'typing', ...hint })
  })
  app.addHook('onClose', async () => hush())
}

interface Found {
  conversation: Extract<LiveServer, { type: 'change' }>['conversation']
  lines: Extract<LiveServer, { type: 'change' }>['lines']
}

/** What a stretch of the feed means for dashboards: each conversation once, with its new entries. */
function createChanges({ store, desk }: Needs) {
  return async (news: Change[]): Promise<Found[]> => {
    const found: Found[] = []
    for (const [id, changes] of Map.groupBy(news, (change) => change.conversation)) {
      const conversation = await store.conversation(id)
      const [summary] = conversation ? await desk.summaries([conversation]) : []
      if (!summary) continue // appended, and not yet read: its turn brings it
      const positions = changes.filter((change) => change.position > 0).map((change) => change.position)
      const first = Math.min(...positions)
      const entries =
        positions.length === 0
          ? []
          : await store.entries(
              { conversation: id },
              { after: first - 1, limit: Math.max(...positions) - first + 1 },
            )
      found.push({ conversation: summary, lines: await desk.lines(entries) })
    }
    return found
  }
}
