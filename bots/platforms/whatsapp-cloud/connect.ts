import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { fits } from '../fits.ts'
import { graph } from '../meta/graph.ts'
import { send } from '../send.ts'
import { check } from './check.ts'
import { file } from './content.ts'
import type { WhatsAppCall } from './render.ts'
import type { WhatsAppSettings } from './settings.ts'
import { templates } from './templates.ts'

/** Opens a number of the WhatsApp Business Platform. */
export function connect(settings: WhatsAppSettings, needs: ConnectionNeeds): Connection<WhatsAppCall> {
  const api = graph({ ...settings, who: 'WhatsApp' }, needs)
  const number = settings.phoneNumberId ?? ''
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  return {
    send: (calls, { signal }) =>
      send(calls, signal, async (call) => {
        const sent = await api.call(`${number}/messages`, signal, call)
        const id = fits(Sent, sent) ? sent.messages[0]?.id : undefined
        if (id === undefined) throw new DeliveryError('unknown', 'WhatsApp gave an answer that is none.')
        return id
      }),
    // WhatsApp shows it as an answer to a message, for 25 s, and marks that message as read.
    async typing({ address }) {
      if (!fits(Last, address)) return
      const shown = { message_id: address.message, typing_indicator: { type: 'text' } }
      await api
        .call(`${number}/messages`, within(), { messaging_product: 'whatsapp', status: 'read', ...shown })
        .catch((error: DeliveryError) =>
          needs.log.debug({ reason: error.message }, 'WhatsApp did not take a hint'),
        )
    },
    async media(url, signal) {
      if (!url.startsWith(file)) throw new Error('This is no file of WhatsApp.')
      const id = encodeURIComponent(url.slice(file.length))
      const found = await api.call(`${id}?phone_number_id=${number}`, signal)
      if (!fits(Found, found)) throw new Error('WhatsApp gave an answer that is none.')
      const { body, type } = await api.file(found.url, signal, true)
      return { body, type: found.mime_type ?? type }
    },
    ...(settings.wabaId === undefined
      ? {}
      : { templates: () => templates((path) => api.call(path, within()), settings.wabaId ?? '') }),
    check: () => check((path) => api.call(path, within()), number, needs.webhook),
    async close() {
      closing.abort()
    },
  }
}

const Sent = Type.Object({ messages: Type.Array(Type.Object({ id: Type.String({ minLength: 1 }) })) })
const Last = Type.Object({ message: Type.String({ minLength: 1 }) })
const Found = Type.Object({ url: Type.String(), mime_type: Type.Optional(Type.String()) })
