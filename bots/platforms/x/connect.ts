import { randomBytes } from 'node:crypto'
import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { send } from '../send.ts'
import { check } from './check.ts'
import { file } from './content.ts'
import { failure } from './failure.ts'
import { authorization } from './oauth.ts'
import type { XCall } from './render.ts'
import type { XSettings } from './settings.ts'

/** Opens an account of X. It takes no idempotency key. */
export function connect(settings: XSettings, needs: ConnectionNeeds): Connection<XCall> {
  const { apiKey = '', apiSecret = '', accessToken = '', accessSecret = '', apiBase } = settings
  const signer = { apiKey, apiSecret, accessToken, accessSecret }
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  const signed = (method: string, url: URL) =>
    authorization({ method, url }, signer, {
      nonce: randomBytes(16).toString('hex'),
      at: Math.floor(needs.clock() / 1000),
    })

  async function sendOne({ to, text }: XCall, signal: AbortSignal): Promise<string> {
    const url = new URL(`/2/dm_conversations/with/${encodeURIComponent(to)}/messages`, apiBase)
    const answer = await exchange(needs.http, 'X', {
      url: url.href,
      method: 'POST',
      headers: { authorization: signed('POST', url), 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal,
    })
    if (answer.status < 200 || answer.status > 299) throw failure(answer, needs.clock())
    const sent = json(answer.body)
    if (!fits(Sent, sent)) throw new DeliveryError('unknown', 'X gave an answer that is none.')
    return sent.data.dm_event_id
  }

  const ask = (path: string) => {
    const url = new URL(path, apiBase)
    const headers = { authorization: signed('GET', url) }
    return exchange(needs.http, 'X', { url: url.href, headers, signal: within() })
  }

  return {
    send: (calls, { signal }) => send(calls, signal, (call) => sendOne(call, signal)),
    async media(address, signal) {
      const url = address.startsWith(file) ? URL.parse(address.slice(file.length)) : null
      if (url === null || !isOfX(url, apiBase)) throw new Error('This is no file of X.')
      // Pictures of direct messages are shown to who takes part only; films have addresses that nobody can guess.
      const headers =
        /^ton\./.test(url.hostname) || isBase(url, apiBase) ? { authorization: signed('GET', url) } : {}
      return download(needs.fetch, url, { headers, signal, trusted: apiBase })
    },
    check: () => check(ask, needs),
    async close() {
      closing.abort()
    },
  }
}

const Sent = Type.Object({ data: Type.Object({ dm_event_id: Type.String({ minLength: 1 }) }) })

function isOfX(url: URL, apiBase: string): boolean {
  if (isBase(url, apiBase)) return true
  return url.protocol === 'https:' && /^(ton\.(twitter|x)\.com|(video|pbs)\.twimg\.com)$/.test(url.hostname)
}

function isBase({ origin }: URL, apiBase: string): boolean {
  return origin === URL.parse(apiBase)?.origin
}
