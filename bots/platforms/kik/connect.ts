import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError, type Http } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange, retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { kept } from './content.ts'
import { type KikCall, typing } from './render.ts'
import type { KikSettings } from './settings.ts'

/** Opens a bot of Kik: the messages of one job go together, at most 25 at a time. */
export function connect(settings: KikSettings, needs: ConnectionNeeds): Connection<KikCall> {
  const credentials = Buffer.from(`${settings.username ?? ''}:${settings.key ?? ''}`).toString('base64')
  const ask = async (path: string, signal?: AbortSignal, payload?: object) => {
    const answer = await exchange(needs.http, 'Kik', {
      url: new URL(path, settings.apiBase).href,
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
      ...(payload ? { method: 'POST', body: JSON.stringify(payload) } : {}),
      ...(signal ? { signal } : {}),
    })
    if (answer.status !== 200) throw failure(answer)
    return json(answer.body)
  }

  return {
    async send(calls, { key, signal }) {
      let sent: unknown = null
      for (let at = 0; at < calls.length; at += most) {
        sent = await ask('/v1/message', signal, { messages: calls.slice(at, at + most) }).catch(
          (error: unknown) => {
            // What went before has arrived: it is not said again as if nothing had.
            const begun = at > 0 && error instanceof DeliveryError && error.class === 'retry'
            throw begun ? new DeliveryError('unknown', `Its beginning was sent. ${error.message}`) : error
          },
        )
        if (typeof sent !== 'object' || sent === null)
          throw new DeliveryError('unknown', 'Kik gave an answer that is none.')
      }
      if (sent === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id: (fits(Sent, sent) && sent.messages[0]?.id) || key } // not every version tells
    },
    async typing(to) {
      await ask('/v1/message', undefined, { messages: [typing(to)] }).catch((error: unknown) =>
        needs.log.debug({ error }, 'Kik did not take a hint'),
      )
    },
    async media(url, signal) {
      const place = url.startsWith(kept) ? URL.parse(url.slice(kept.length)) : null
      if (place === null) throw new Error('This is no file of Kik.')
      return download(needs.fetch, place, { headers: {}, signal, trusted: settings.apiBase })
    },
    check: () => check(() => ask('/v1/config'), needs.webhook),
    close: async () => undefined,
  }
}

/** How many messages one request may carry. */
const most = 25

const Sent = Type.Object({ messages: Type.Array(Type.Object({ id: Type.String({ minLength: 1 }) })) })

function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const { status } = answer
  const told = json(answer.body)
  const said = `Kik said: ${status} ${fits(Problem, told) ? told.message : ''}`.trim()
  if (status === 429 || status >= 500) {
    const after = retryAfter(answer)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  if (status === 401) return new DeliveryError('account', said)
  // Only those who have written to a bot, and have not blocked it, can be written to.
  return new DeliveryError(status === 403 ? 'blocked' : 'permanent', said)
}

const Problem = Type.Object({ message: Type.String({ maxLength: 1000 }) })
const Config = Type.Object({ webhook: Type.String() })

async function check(ask: () => Promise<unknown>, wanted: string | null) {
  const told = await ask().catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  if (typeof told === 'string') return [{ name: 'Key', ok: false, help: `${told} ${closed}` }]
  const key = { name: 'Key', ok: true }
  if (wanted === null)
    return [key, { name: 'Receiving', ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }]
  if (fits(Config, told) && told.webhook === wanted) return [key, { name: 'Receiving', ok: true }]
  return [
    key,
    { name: 'Receiving', ok: false, help: `Kik delivers elsewhere. Set the webhook to ${wanted}.` },
  ]
}

/** Why nobody can connect it live. Source: MediaLab's announcement of October 2019, when it bought Kik */
export const closed = 'Kik closed its platform to bots in 2019: it cannot be connected live.'
