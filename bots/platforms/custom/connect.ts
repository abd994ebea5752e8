import { createHash } from 'node:crypto'
import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { fit } from '../../fit.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { send } from '../send.ts'
import { check } from './check.ts'
import { failure } from './failure.ts'
import { addressee, type CustomCall } from './render.ts'
import { type CustomSettings, limitsOf } from './settings.ts'
import { signed } from './signing.ts'

/** Opens a gateway: what is said is posted to it, signed, each part under an id that stays the same when it is tried again. */
export function connect(settings: CustomSettings, needs: ConnectionNeeds): Connection<CustomCall> {
  const { url = '', secret: secrets, idempotent } = settings
  const limits = limitsOf(settings)
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  async function post(say: object, id: string, signal: AbortSignal): Promise<string> {
    const body = JSON.stringify(say)
    const answer = await exchange(needs.http, 'The gateway', {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(body, { id, now: needs.clock(), secrets }) },
      body,
      signal,
    })
    if (answer.status < 200 || answer.status > 299) throw failure(answer)
    const told = json(answer.body)
    return fits(Taken, told) ? told.id : id
  }

  /** Where an id is known again, whatever went wrong may be tried again. */
  const tried = (posted: Promise<string>) =>
    posted.catch((error: unknown) => {
      throw error instanceof DeliveryError && error.class === 'unknown'
        ? new DeliveryError('retry', error.message)
        : error
    })

  return {
    async send(calls, { key, signal }) {
      const parts = calls.flatMap((call) =>
        fit(call.message, limits).map((message) => ({ ...call, message })),
      )
      const numbered = parts.map((part, index) => ({ part, id: idOf(`${key}/${index}`) }))
      if (!idempotent) return send(numbered, signal, ({ part, id }) => post(part, id, signal))
      let last: string | null = null
      for (const { part, id } of numbered) last = await tried(post(part, id, signal))
      if (last === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id: last }
    },
    ...(settings.typing
      ? {
          async typing(to) {
            const say = { type: 'typing', to: addressee(to) }
            await post(say, idOf(crypto.randomUUID()), within()).catch((error: unknown) =>
              needs.log.debug({ error }, 'the gateway did not take a hint'),
            )
          },
        }
      : {}),
    async media(address, signal) {
      const target = URL.parse(address)
      if (target === null || target.origin !== URL.parse(url)?.origin)
        throw new Error('This is no file of the gateway.')
      return download(needs.fetch, target, { headers: {}, signal, trusted: url })
    },
    check: () => check(() => post({ type: 'ping' }, idOf(crypto.randomUUID()), within()), needs.webhook),
    async close() {
      closing.abort()
    },
  }
}

/** What a gateway may answer: the platform's id of the message, by which receipts name it. */
const Taken = Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }) })

/** A header carries no letters of other scripts, as addresses may have. */
function idOf(key: string): string {
  return `msg_${createHash('sha256').update(key).digest('base64url')}`
}
