import type { WebSocket } from '@fastify/websocket'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { WebSettings } from '../../bots/channels/web.ts'
import { keyOf } from '../../bots/entry.ts'
import { visitor } from '../../bots/platforms/visitor.ts'
import type { Answering, VisitorServer } from '../api.ts'
import type { Needs, Plugin } from '../app.ts'
import { Refusal } from '../plugins/errors.ts'
import { readFrame, sendTo } from '../sockets.ts'
import { answeringOf, lineOf } from '../visitor.ts'

const Client = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    token: Type.String({ maxLength: 200 }),
    after: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({ type: Type.Literal('seen'), position: Type.Integer({ minimum: 1 }) }),
  Type.Object({ type: Type.Literal('typing') }),
])
type Params = { account: string }

/** How many lines go out at once to a visitor who comes back. */
const page = 200

/** Web chat beside its webhook: a token for a new visitor, and the live connection by which they follow the journal. */
export const visitors: Plugin = (app, needs) => {
  const { feed, clock } = needs
  const followers = new Map<string, Set<Follower>>()

  app.post<{ Params: Params }>(
    '/hooks/web/:account/visitors',
    { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } },
    async (request) => {
      const { name, settings } = open(needs, request)
      const token = visitor.issue({ secret: settings.secret, account: name, now: clock() })
      return {
        token,
        ...(settings.name ? { name: settings.name } : {}),
        ...(settings.greeting ? { greeting: settings.greeting } : {}),
      }
    },
  )

  const stop = feed.subscribe((news) => {
    for (const identity of new Set(
      news.map((change) => change.conversation.slice(0, change.conversation.lastIndexOf('#'))),
    ))
      for (const follower of followers.get(identity) ?? []) follower.look()
  })
  const hush = needs.hints.listen(({ conversation, by }) => {
    if (!by.startsWith('agent:')) return
    for (const follower of followers.get(conversation.slice(0, conversation.lastIndexOf('#'))) ?? [])
      follower.typing()
  })
  app.addHook('onClose', async () => {
    stop()
    hush()
  })

  const known = async (request: FastifyRequest<{ Params: Params }>) => void open(needs, request)
  const wire = { websocket: true, preValidation: known } as const // refused before it becomes a socket
  app.get<{ Params: Params }>('/hooks/web/:account/live', wire, (socket, request) => {
    const { name, settings } = open(needs, request)
    let identity: string | null = null
    let follower: Follower | null = null
    socket.on('close', () => {
      if (!identity || !follower) return
      const group = followers.get(identity)
      group?.delete(follower)
      if (group?.size === 0) followers.delete(identity)
    })
    socket.on('message', (data) => {
      hear(readFrame(data.toString())).catch((error: unknown) => {
        app.log.error({ error }, 'a visitor could not be followed')
        socket.close(1011, 'fault') // the widget comes back by position, so nothing is lost
      })
    })
    async function hear(said: unknown): Promise<void> {
      if (!Value.Check(Client, said)) return socket.close(4400, 'not understood')
      if (said.type === 'hello') {
        const id = visitor.read({ secret: settings.secret, account: name, now: clock() }, said.token)
        if (!id) {
          sendTo<VisitorServer>(socket, { type: 'refused', message: 'This token does not hold any more.' })
          return socket.close(4401, 'token')
        }
        if (follower) return
        identity = `web/${name}/${id}`
        follower = follow(needs, socket, identity, said.after)
        followers.set(identity, (followers.get(identity) ?? new Set()).add(follower))
        follower.look()
      } else if (identity && said.type === 'seen') await seen(needs, identity, said.position)
      else if (identity && said.type === 'typing') await type(needs, identity)
    }
  })
}

interface Follower {
  /** Something of this identity changed. */
  look(): void
  typing(): void
}

/** Hands a visitor what is new in their journal, in order, each line once. */
function follow({ store, desk, clock }: Needs, socket: WebSocket, identity: string, from: number): Follower {
  let after = from
  let greeted = false
  let answering = ''
  let busy = false
  let again = false

  async function work(): Promise<void> {
    const names = await desk.names()
    const [last] = await store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 1 })
    const conversation = last ? await store.conversation(last.conversation) : null
    const who: Answering = answeringOf(conversation?.owner ?? 'bot', names)
    if (!greeted) {
      greeted = true
      answering = JSON.stringify(who)
      const language = conversation?.state.language ?? 'en'
      const position = last?.position ?? 0
      sendTo<VisitorServer>(socket, {
        type: 'hello',
        position,
        now: new Date(clock()).toISOString(),
        language,
        answering: who,
      })
    }
    for (let more = true; more; ) {
      const entries = await store.entries({ identity }, { after, limit: page })
      for (const entry of entries) {
        const line = lineOf(entry, names)
        if (line) sendTo<VisitorServer>(socket, { type: 'line', line })
        after = entry.position
      }
      more = entries.length === page
    }
    if (JSON.stringify(who) !== answering) {
      answering = JSON.stringify(who)
      sendTo<VisitorServer>(socket, { type: 'answering', answering: who })
    }
  }

  async function look(): Promise<void> {
    again = true
    if (busy) return
    busy = true
    try {
      while (again && socket.readyState === socket.OPEN) {
        again = false
        await work()
      }
    } catch {
      socket.close(1011, 'fault') // the widget comes back by position, so nothing is lost
    } finally {
      busy = false
    }
  }

  return {
    look: () => void look(),
    typing: () => sendTo<VisitorServer>(socket, { type: 'typing' }),
  }
}

/** Keeps that the visitor saw what was sent, up to a position. */
async function seen({ store, engine }: Needs, identity: string, position: number): Promise<void> {
  const entries = await store.entries({ identity }, { before: position + 1, limit: 20 })
  const sent = entries.findLast((entry) => entry.event.type === 'sent')
  if (sent?.event.type !== 'sent') return
  const event = { type: 'receipt', id: sent.event.id, status: 'read' } as const
  await engine.append(identity, [{ key: keyOf(event, ''), by: 'system', event, quiet: true }])
}

async function type({ store, hints }: Needs, identity: string): Promise<void> {
  const [last] = await store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 1 })
  if (last) hints.emit({ conversation: last.conversation, by: 'customer', name: '' })
}

function open(needs: Needs, request: FastifyRequest<{ Params: Params }>) {
  const account = needs.accounts().get(`web/${request.params.account}`)
  if (!account || account.off || !Value.Check(WebSettings, account.settings))
    throw new Refusal(404, 'not-found', 'There is no such web chat.')
  const { origin, host } = request.headers
  const { secret, ...settings } = account.settings
  if (!secret) throw new Refusal(404, 'not-found', 'This web chat has no secret.')
  const origins = settings.origins ?? []
  if (origins.length && origin && URL.parse(origin)?.host !== host && !origins.includes(origin))
    throw new Refusal(403, 'origin', 'This site may not use this web chat.')
  return { name: account.name, settings: { ...settings, secret } }
}
