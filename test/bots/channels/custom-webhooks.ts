import { createHash, createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../../bots/channel.ts'

/** What an account of the tests has. */
export const account = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  url: 'http://127.0.0.1:9/parley',
  textLimit: 4096,
  choices: 10,
  media: true,
  cards: false,
  typing: false,
  idempotent: true,
}

/** The headers of a webhook, signed by hand as the specification says. */
export function headersOf(
  body: string,
  { secret = account.secret, id = idOf(body), at = Math.floor(Date.now() / 1000) } = {},
): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': `${at}`,
    'webhook-signature': `v1,${signature}`,
  }
}

/** A delivery that says the same has the same id. */
export function idOf(body: string): string {
  return `msg_${createHash('sha256').update(body).digest('hex').slice(0, 24)}`
}

export function delivery(body: string, headers: Record<string, string | undefined>): WebhookRequest {
  return { method: 'POST', url: '/hooks/custom/shop', query: {}, headers, body: Buffer.from(body) }
}
