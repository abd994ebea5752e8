import Type from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { check } from './check.ts'
import { failure } from './failure.ts'
import type { Prefix } from './inbound.ts'
import { paramsOf } from './params.ts'
import type { TwilioCall } from './render.ts'
import type { TwilioSettings, WhatsAppSettings } from './settings.ts'

/** Opens a number of Twilio's. It takes no idempotency key: what had no answer may have arrived, and is `unknown`. */
export function connect(
  settings: TwilioSettings & Partial<WhatsAppSettings>,
  needs: ConnectionNeeds,
  prefix: Prefix,
): Connection<TwilioCall> {
  const { accountSid = '', authToken = '', apiBase, messagingBase } = settings
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const account = `/2010-04-01/Accounts/${accountSid}`

  const ask = (path: string) =>
    exchange(needs.http, 'Twilio', { url: new URL(account + path, apiBase).href, headers: { authorization } })
  const post = (url: URL, params: Record<string, string>, signal?: AbortSignal) =>
    exchange(needs.http, 'Twilio', {
      url: url.href,
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(params).toString(),
      ...(signal ? { signal } : {}),
    })

  async function sendOne(call: TwilioCall, signal: AbortSignal): Promise<string> {
    const params = {
      ...paramsOf(call, settings, prefix),
      ...(needs.webhook === null ? {} : { StatusCallback: needs.webhook }),
    }
    const answer = await post(new URL(`${account}/Messages.json`, apiBase), params, signal)
    if (answer.status < 200 || answer.status > 299) throw failure(answer)
    const sid = sidOf(answer.body)
    if (sid === null) throw new DeliveryError('unknown', 'Twilio gave an answer that is none.')
    return sid
  }

  async function typing(messageId: string): Promise<void> {
    const url = new URL('/v2/Indicators/Typing.json', messagingBase)
    await post(url, { messageId, channel: 'whatsapp' }).catch((error: unknown) =>
      needs.log.debug({ error }, 'Twilio did not take a hint'),
    )
  }

  return {
    async send(calls, { signal }) {
      let id: string | null = null
      for (const call of calls) id = await sendOne(call, signal)
      if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id }
    },
    ...(messagingBase === undefined
      ? {}
      : {
          // WhatsApp shows it on the message that is being answered.
          typing: async ({ address }) => {
            if (fits(Answered, address)) await typing(address.message)
          },
        }),
    async media(url, signal) {
      const [, owner, message, media] = /^twilio:(\w+)\/(\w+)\/(\w+)$/.exec(url) ?? []
      if (media === undefined) throw new Error('This is no file of Twilio.')
      const path = `/2010-04-01/Accounts/${owner}/Messages/${message}/Media/${media}`
      return download(new URL(path, apiBase), { authorization }, signal)
    },
    check: () => check(ask, { from: settings.from ?? '', webhook: needs.webhook, whatsapp: prefix !== '' }),
    close: async () => undefined,
  }
}

const Answered = Type.Object({ message: Type.String({ minLength: 1 }) })
const Sent = Type.Object({ sid: Type.String({ minLength: 1 }) })

function sidOf(body: string): string | null {
  try {
    const sent: unknown = JSON.parse(body)
    return fits(Sent, sent) ? sent.sid : null
  } catch {
    return null
  }
}
