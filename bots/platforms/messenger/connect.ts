import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { type GraphAccount, graph } from '../meta/graph.ts'
import { send } from '../send.ts'
import { check } from './check.ts'
import type { PageCall } from './render.ts'

/** Opens a page of Facebook or an account of Instagram; `own` is what it is called in paths. */
export function connect(
  account: GraphAccount & { own: string },
  needs: ConnectionNeeds,
): Connection<PageCall> {
  const { own, who } = account
  const api = graph(account, needs)
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  async function post(body: { [field: string]: Json }, signal: AbortSignal): Promise<string> {
    const sent = await api.call(`${own}/messages`, signal, body)
    if (!fits(Sent, sent)) throw new DeliveryError('unknown', `${who} gave an answer that is none.`)
    return sent.message_id
  }

  return {
    send: (calls, { signal }) =>
      send(calls, signal, ({ body, late }) =>
        post(body, signal).catch((error: unknown) => {
          // It was refused, so nothing has arrived. An agent may still answer, under the tag.
          const may = late !== undefined && error instanceof DeliveryError && error.class === 'window'
          if (!may) throw error
          return post(late, signal)
        }),
      ),
    async typing({ id }) {
      await api
        .call(`${own}/messages`, within(), { recipient: { id }, sender_action: 'typing_on' })
        .catch((error: DeliveryError) =>
          needs.log.debug({ reason: error.message }, `${who} did not take a hint`),
        )
    },
    media: (url, signal) => api.file(url, signal, false),
    check: () => check((path) => api.call(path, within()), { own, who, webhook: needs.webhook }),
    async close() {
      closing.abort()
    },
  }
}

const Sent = Type.Object({ message_id: Type.String({ minLength: 1 }) })
