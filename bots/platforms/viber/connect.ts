import { setTimeout as sleep } from 'node:timers/promises'
import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { send } from '../send.ts'
import { check } from './check.ts'
import { file, isOfViber } from './content.ts'
import { badContent, failure, faultOf } from './failure.ts'
import { json } from './json.ts'
import type { ViberCall } from './render.ts'
import { senderOf, type ViberSettings } from './settings.ts'

/** Opens a bot of Viber, and asks Viber to deliver to it. It takes no idempotency key. */
export function connect(settings: ViberSettings, needs: ConnectionNeeds): Connection<ViberCall> {
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  const post = (method: string, say: object, signal: AbortSignal) =>
    exchange(needs.http, 'Viber', {
      url: new URL(`/pa/${method}`, settings.apiBase).href,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-viber-auth-token': settings.token ?? '' },
      body: JSON.stringify(say),
      signal,
    })

  /** Calls a method; gives what Viber answers when all is well. */
  async function call(method: string, say: object, signal: AbortSignal): Promise<unknown> {
    const answer = await post(method, say, signal)
    const { status } = faultOf(answer.body)
    if (answer.status < 300 && status === null)
      throw new DeliveryError('unknown', 'Viber gave an answer that is none.')
    if (answer.status >= 300 || status !== 0) throw failure(answer)
    return json(answer.body)
  }

  async function sendOne({ payload, instead }: ViberCall, signal: AbortSignal): Promise<string> {
    const answer = await post('send_message', { sender: senderOf(settings), ...payload }, signal)
    const { status } = faultOf(answer.body)
    // Viber refused the picture, so nothing has arrived, and its address may still be said.
    if (instead !== undefined && badContent.has(status)) return sendOne(instead, signal)
    if (answer.status >= 300 || (status !== null && status !== 0)) throw failure(answer)
    const sent = json(answer.body)
    if (!fits(Sent, sent)) throw new DeliveryError('unknown', 'Viber gave an answer that is none.')
    return `${sent.message_token}`
  }

  /** Viber looks at the address while it is being set, so it may take until the server is known outside. */
  async function setWebhook(url: string): Promise<void> {
    for (let pause = 1000; !closing.signal.aborted; pause = Math.min(pause * 2, 300_000)) {
      try {
        await call('set_webhook', { url, event_types: events, send_name: true, send_photo: false }, within())
        return
      } catch (error) {
        if (closing.signal.aborted) return
        const reason = error instanceof Error ? error.message : String(error)
        needs.log.warn({ reason, again: pause }, 'Viber: setting the webhook failed')
        await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      }
    }
  }
  const running = needs.webhook === null ? Promise.resolve() : setWebhook(needs.webhook)

  return {
    send: (calls, { signal }) => send(calls, signal, (one) => sendOne(one, signal)),
    async media(url, signal) {
      const target = url.startsWith(file) ? URL.parse(url.slice(file.length)) : null
      if (target === null || !isOfViber(target)) throw new Error('This is no file of Viber.')
      return download(needs.fetch, target, { headers: {}, signal, trusted: settings.apiBase })
    },
    check: () => check((method) => call(method, {}, within()), needs.webhook),
    async close() {
      closing.abort()
      await running
    },
  }
}

const events = ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed', 'conversation_started']

const Sent = Type.Object({
  message_token: Type.Union([Type.Integer(), Type.String({ minLength: 1 })]),
})
