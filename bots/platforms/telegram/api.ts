import { Agent } from 'node:https'
import { Telegram } from 'telegraf'
import type { Json } from '../../message.ts'
import { failure } from './failure.ts'

export type Api = ReturnType<typeof api>

/** The Bot API of one bot, by telegraf's client. Every error is a DeliveryError, and none tells the token. */
export function api(token: string, base: string) {
  // Sockets are closed before Telegram would, so that few messages meet a connection that is already gone.
  const agent = new Agent({ keepAlive: true, timeout: 15_000 })
  const client: Client = new Telegram(token, { apiRoot: base, agent, webhookReply: false })

  return {
    async call(method: string, payload: Record<string, Json>, signal: AbortSignal): Promise<unknown> {
      try {
        return await client.callApi(method, payload, { signal })
      } catch (error) {
        throw failure(error, token)
      }
    },

    /** A file by the path that `getFile` gave. */
    async file(
      path: string,
      signal: AbortSignal,
    ): Promise<{ body: ReadableStream<Uint8Array>; type: string }> {
      const url = new URL(`./file/bot${token}/${path}`, base)
      const answer = await fetch(url, { signal, redirect: 'error' }).catch((error: unknown) => {
        throw failure(error, token)
      })
      if (!answer.ok || answer.body === null)
        throw new Error(`Telegram did not give the file: ${answer.status}.`)
      return { body: answer.body, type: answer.headers.get('content-type') ?? 'application/octet-stream' }
    },

    close: () => agent.destroy(),
  }
}

/** telegraf types only the methods it knew, and abort signals of an older package. */
interface Client {
  callApi(method: string, payload: object, options: object): Promise<unknown>
}
