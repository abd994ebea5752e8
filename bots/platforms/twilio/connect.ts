import Type, { type Static } from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import type { Cost } from '../../entry.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { check } from './check.ts'
import { failure } from './failure.ts'
import type { Prefix } from './inbound.ts'
import { paramsOf } from './params.ts'
import { costOf, plus } from './prices.ts'
import type { TwilioCall } from './render.ts'
import type { SmsSettings, TwilioSettings, WhatsAppSettings } from './settings.ts'
import { templates } from './templates.ts'

/** Opens a number of Twilio's. It takes no idempotency key: what had no answer may have arrived, and is `unknown`. */
export function connect(
  settings: TwilioSettings & Partial<SmsSettings> & Partial<WhatsAppSettings>,
  needs: ConnectionNeeds,
  prefix: Prefix,
): Connection<TwilioCall> {
  const { accountSid = '', authToken = '', apiBase, contentBase, messagingBase, prices = '' } = settings
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

  async function sendOne(call: TwilioCall, signal: AbortSignal): Promise<Static<typeof Sent>> {
    const params = {
      ...paramsOf(call, settings, prefix),
      ...(needs.webhook === null ? {} : { StatusCallback: needs.webhook }),
    }
    const answer = await post(new URL(`${account}/Messages.json`, apiBase), params, signal)
    if (answer.status < 200 || answer.status > 299) throw failure(answer)
    const sent = sentOf(answer.body)
    if (sent === null) throw new DeliveryError('unknown', 'Twilio gave an answer that is none.')
    return sent
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
      let cost: Cost | null = null
      for (const call of calls) {
        const sent = await sendOne(call, signal)
        id = sent.sid
        const parts = Number(sent.num_segments) || undefined
        cost = plus(cost, costOf(prices, call, parts))
      }
      if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id, ...(cost ? { cost } : {}) }
    },
    ...(messagingBase === undefined
      ? {}
      : {
          // WhatsApp shows it on the message that is being answered.
          typing: async ({ address }) => {
            if (fits(Answered, address)) await typing(address.message)
          },
        }),
    ...(contentBase === undefined
      ? {}
      : { templates: () => templates(contentBase, authorization, needs.http) }),
    async media(url, signal) {
      const [, owner, message, media] = /^twilio:(\w+)\/(\w+)\/(\w+)$/.exec(url) ?? []
      if (media === undefined) throw new Error('This is no file of Twilio.')
      const path = `/2010-04-01/Accounts/${owner}/Messages/${message}/Media/${media}`
      return download(needs.fetch, new URL(path, apiBase), {
        headers: { authorization },
        signal,
        trusted: apiBase,
      })
    },
    check: () => check(ask, { from: settings.from ?? '', webhook: needs.webhook, whatsapp: prefix !== '' }),
    close: async () => undefined,
  }
}

const Answered = Type.Object({ message: Type.String({ minLength: 1 }) })
const Sent = Type.Object({
  sid: Type.String({ minLength: 1 }),
  num_segments: Type.Optional(Type.Unknown()),
})

function sentOf(body: string): Static<typeof Sent> | null {
  try {
    const sent: unknown = JSON.parse(body)
    return fits(Sent, sent) ? sent : null
  } catch {
    return null
  }
}
