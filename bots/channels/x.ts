import { createHmac } from 'node:crypto'
import type { Answer, Channel, WebhookRequest } from '../channel.ts'
import { equal } from '../platforms/equal.ts'
import { json } from '../platforms/json.ts'
import { connect } from '../platforms/x/connect.ts'
import { inbound } from '../platforms/x/inbound.ts'
import { render, type XCall } from '../platforms/x/render.ts'
import { ownId, settings, type XSettings } from '../platforms/x/settings.ts'

/** Direct messages of X. Source: https://docs.x.com/x-api/direct-messages/manage/introduction */
export const x: Channel<XSettings, XCall> = {
  title: 'X',
  settings,
  limits: {
    text: 10_000,
    unit: 'utf16',
    choices: 0,
    choiceText: 0,
    choiceValue: 0,
    media: [], // X shows what is behind an address itself
    caption: 10_000,
    location: false,
    card: false,
    batch: 1,
  },
  platformId: ownId,
  off,
  verify,
  answer,
  parse: ({ body }) => inbound(json(body.toString('utf8'))),
  render,
  connect,
}

function off({ apiKey, apiSecret, accessToken, accessSecret }: XSettings): string | null {
  if (!apiSecret) return 'X_API_SECRET is not set: it is by this that deliveries of X are known.'
  if (!apiKey) return 'X_API_KEY is not set: the app has it beside its secret.'
  if (!accessToken || !accessSecret)
    return 'X_ACCESS_TOKEN and X_ACCESS_SECRET are not set: it is with these that Parley answers.'
  return null
}

/** Source: https://docs.x.com/x-api/webhooks/introduction#signature-verification */
function verify({ headers, body }: WebhookRequest, { apiSecret }: XSettings): boolean {
  if (!apiSecret) return false // anybody could sign with it
  return equal(headers['x-twitter-webhooks-signature'] ?? '', sealOf(body, apiSecret))
}

/** X asks now and then whether the address is still ours. Source: https://docs.x.com/x-api/webhooks/introduction#challenge-response-checks */
function answer({ method, query }: WebhookRequest, { apiSecret }: XSettings): Answer | null {
  if (method !== 'GET') return null
  const { crc_token: token } = query
  if (!token || !apiSecret) return { status: 403 }
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_token: sealOf(token, apiSecret) }),
  }
}

function sealOf(text: string | Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(text).digest('base64')}`
}
