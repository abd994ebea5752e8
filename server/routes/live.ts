import type { WebSocket } from '@fastify/websocket'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Counts, LiveServer, Me } from '../api.ts'
import type { Needs, Plugin } from '../app.ts'
import { cookieName, meOf } from '../plugins/auth.ts'
import type { Change } from '../store.ts'

const Client = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    after: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
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

  const stop = needs.feed.subscribe((news, after) => {
    if (sockets.size === 0) return
    void changes(news).then((found) => {
      for (const [socket, me] of sockets) for (const change of found) void tell(socket, me, change, after)
    })
  })
  app.addHook('onClose', async () => stop())
  app.addHook('preClose', async () => {
    for (const socket of sockets.keys()) socket.close(1012, 'restarting')
  })

  async function tell(socket: WebSocket, me: Me, change: Found, after: string) {
    if (socket.bufferedAmount > mostBuffered) return socket.close(1013, 'too slow')
    const counts: Counts = await needs.desk.counts(me)
    send(socket, { type: 'change', after, ...change, counts })
  }

  app.get('', { websocket: true }, async (socket, request) => {
    const me = meOf(request)
    const token = request.cookies[cookieName(needs)] ?? ''
    const timer = setInterval(async () => {
      if (!(await needs.people.whose(token))) socket.close(4401, 'logged out')
    }, recheck)
    socket.on('close', () => {
      clearInterval(timer)
      sockets.delete(socket)
    })
    socket.on('message', async (data) => {
      const text = read(data.toString())
      if (!Value.Check(Client, text)) return socket.close(4400, 'not understood')
      if (text.type === 'hello') await greet(socket, me, text.after)
      else if (text.type === 'alive') await attend(me)
      else typing(me, text.conversation)
    })
    await attend(me)
  })

  async function attend({ id }: Me) {
    const now = await needs.people.get(id)
    if (now?.presence === 'online') await needs.store.attend(id, needs.clock() + onDuty)
  }

  /** From the position the browser had: what it missed, or word that it must read anew. */
  async function greet(socket: WebSocket, me: Me, after: string | null) {
    send(socket, { type: 'hello', now: new Date(needs.clock()).toISOString(), after: needs.feed.position() })
    sockets.set(socket, me) // before what was missed is read, so that nothing falls between; lines are known by position
    const missed = after === null ? null : await needs.store.follow(after, 500)
    if (missed === 'gone' || (missed && missed.changes.length >= 500)) send(socket, { type: 'resync' })
    else if (missed)
      for (const change of await changes(missed.changes)) await tell(socket, me, change, missed.after)
  }

  function typing(me: Me, conversation: string) {
    needs.hints.emit({ conversation, by: `agent:${me.id}`, name: me.name })
  }
  const hush = needs.hints.listen((hint) => {
    for (const [socket, me] of sockets)
      if (hint.by !== `agent:${me.id}`) send(socket, { type: 'typing', ...hint })
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

function send(socket: WebSocket, message: LiveServer) {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
