import { createHash } from 'node:crypto'
import type { Http, Log } from '../bots/channel.ts'
import type { Json } from '../bots/message.ts'
import type { Effect } from '../flows/state.ts'
import type { Claim, Store } from './store.ts'

/** A named function for the node `act`: a file in `flows/actions/`. What it throws is the failure exit. */
export type Action = (
  input: Json,
  context: {
    /** The same for every try of this act. */ key: string
    conversation: string
    http: Http
    log: Log
  },
) => Promise<Json> | Json

type Asked = Extract<Effect, { type: 'call' | 'act' }>

/** Carries out calls and acts. They settle only as a `result`; a call that may have been made is not made again, unless it is a GET. */
export function createRequests(needs: {
  store: Store
  http: Http
  actions: Readonly<Record<string, Action>>
  self: () => string
  clock: () => number
  log: Log
  /** Ends what is under way. */
  stop: AbortSignal
}) {
  const { store, http, actions, self, clock, log, stop } = needs

  return async function request(claim: Claim, effect: Asked): Promise<void> {
    const { exit, value } = await outcome(claim, effect)
    if (exit === 'failed' && stop.aborted && mayRepeat(effect)) {
      await store.retry(claim, clock(), 'Parley was stopped.')
      return
    }
    await store.settle(claim, {
      key: `result:${claim.job.key}`,
      by: 'system',
      event: { type: 'result', key: effect.key, exit, value },
    })
  }

  async function outcome(claim: Claim, effect: Asked): Promise<{ exit: 'ok' | 'failed'; value: Json }> {
    if (claim.again && !mayRepeat(effect)) return failed('It is not known whether this was done.')
    const key = createHash('sha256').update(`${claim.conversation}/${claim.job.key}`).digest('base64url')
    try {
      if (effect.type === 'call') return await call(effect.request, key)
      const action = actions[effect.name]
      if (!action) return failed(`There is no action ${effect.name}.`)
      return {
        exit: 'ok',
        value: await action(effect.input, { key, conversation: claim.conversation, http, log }),
      }
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    }
  }

  async function call(request: Extract<Asked, { type: 'call' }>['request'], key: string) {
    const own = request.url.startsWith('/') && !request.url.startsWith('//')
    const sent = request.body !== undefined
    const answer = await http({
      url: own ? self() + request.url : request.url,
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(sent ? { 'content-type': 'application/json' } : {}),
        ...request.headers,
        'idempotency-key': key,
      },
      ...(sent ? { body: JSON.stringify(request.body) } : {}),
      timeout: request.timeout,
      most: 1_000_000,
      signal: stop,
      ...(own ? { trusted: self() } : {}),
    })
    if (answer.status >= 200 && answer.status < 300) return { exit: 'ok' as const, value: read(answer.body) }
    return failed(`The answer was ${answer.status}.`, { status: answer.status, body: read(answer.body) })
  }
}

function mayRepeat(effect: Asked): boolean {
  return effect.type === 'call' && effect.request.method === 'GET'
}

function failed(error: string, more: { [name: string]: Json } = {}): { exit: 'failed'; value: Json } {
  return { exit: 'failed', value: { error, ...more } }
}

function read(body: string): Json {
  try {
    const value: Json = JSON.parse(body)
    return value
  } catch {
    return body
  }
}
