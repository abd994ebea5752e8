import { createHash } from 'node:crypto'
import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { check } from './check.ts'
import { failure, wordsOf } from './failure.ts'
import type { LineCall } from './render.ts'
import type { LineSettings } from './settings.ts'

/** Opens a LINE account: it replies while the token of the customer's message holds, and else pushes. */
export function connect(settings: LineSettings, needs: ConnectionNeeds): Connection<LineCall> {
  const authorization = `Bearer ${settings.token ?? ''}`
  const used = new Set<string>()

  const ask = (path: string, signal?: AbortSignal) =>
    exchange(needs.http, 'LINE', {
      url: new URL(path, settings.apiBase).href,
      headers: { authorization },
      ...(signal ? { signal } : {}),
    })
  const post = (path: string, payload: object, signal?: AbortSignal, headers: Record<string, string> = {}) =>
    exchange(needs.http, 'LINE', {
      url: new URL(path, settings.apiBase).href,
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(payload),
      ...(signal ? { signal } : {}),
    })

  /** A token is good once, for about a minute; null when it is not. */
  async function reply(call: LineCall, signal: AbortSignal): Promise<string | null> {
    const { token, at } = call.reply ?? { token: '', at: 0 }
    if (call.reply === null || used.has(token) || needs.clock() - at >= holds) return null
    if (used.size >= 10_000) used.clear() // the worst that follows is a token that LINE refuses
    used.add(token)
    const answer = await post('/v2/bot/message/reply', { replyToken: token, messages: call.messages }, signal)
    if (answer.status === 400 && /invalid reply token/i.test(wordsOf(answer.body))) return null
    if (answer.status !== 200) throw failure(answer)
    return idOf(answer.body, token)
  }

  /** Asked again with the same key, LINE sends it once: so whatever went wrong may be tried again. */
  async function push({ to, messages }: LineCall, key: string, signal: AbortSignal): Promise<string> {
    const answer = await post('/v2/bot/message/push', { to, messages }, signal, {
      'x-line-retry-key': retryKey(key),
    }).catch((error: unknown) => {
      throw error instanceof DeliveryError ? new DeliveryError('retry', error.message) : error
    })
    const accepted = answer.status === 409 ? answer.headers['x-line-accepted-request-id'] : undefined
    if (answer.status !== 200 && accepted === undefined) throw failure(answer)
    return accepted ?? idOf(answer.body, key)
  }

  return {
    async send(calls, { key, signal }) {
      let id: string | null = null
      for (const [index, call] of together(calls).entries())
        id = (await reply(call, signal)) ?? (await push(call, `${key}/${index}`, signal))
      if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id }
    },
    async typing({ id }) {
      if (!id.startsWith('U')) return // LINE shows it to single people only
      await post('/v2/bot/chat/loading/start', { chatId: id, loadingSeconds: 20 }).catch((error: unknown) =>
        needs.log.debug({ error }, 'LINE did not take a hint'),
      )
    },
    async media(url, signal) {
      const trusted = settings.dataBase
      const [, id] = /^line:([\w-]{1,100})$/.exec(url) ?? []
      if (id !== undefined) {
        const address = new URL(`/v2/bot/message/${id}/content`, trusted)
        return download(needs.fetch, address, { headers: { authorization }, signal, trusted })
      }
      const picture = URL.parse(url)
      if (picture?.protocol !== 'https:' || !/\.line-scdn\.net$/.test(picture.hostname))
        throw new Error('This is no file of LINE.')
      return download(needs.fetch, picture, { headers: {}, signal, trusted })
    },
    check: () => check((path, say) => (say ? post(path, say) : ask(path)), needs.webhook),
    close: async () => undefined,
  }
}

/** The calls of one conversation in as few requests as LINE takes: five messages each. */
function together(calls: LineCall[]): LineCall[] {
  const [first] = calls
  if (first === undefined) return []
  const messages = calls.flatMap((call) => call.messages)
  const requests: LineCall[] = []
  for (let at = 0; at < messages.length; at += 5)
    requests.push({ ...first, messages: messages.slice(at, at + 5) })
  return requests
}

/** How long a reply token is trusted, ms. LINE lets it go after about a minute. */
const holds = 50_000

const Sent = Type.Object({
  sentMessages: Type.Optional(Type.Array(Type.Object({ id: Type.String({ minLength: 1 }) }))),
})

/** The id of the first message; LINE did not always tell it. */
function idOf(body: string, instead: string): string {
  try {
    const sent: unknown = JSON.parse(body)
    if (fits(Sent, sent)) return sent.sentMessages?.[0]?.id ?? instead
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new DeliveryError('unknown', 'LINE gave an answer that is none.')
}

/** The UUID that a key always becomes. Source: https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
function retryKey(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  // RFC 9562: version 8, whose bits are our own, and its variant
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
