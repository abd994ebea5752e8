import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../channel.ts'
import { equal } from '../equal.ts'
import { sample } from '../sample.ts'

/**
 * Whether Meta sent this: `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under the app's secret.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export function signature({ headers, body }: WebhookRequest, secret: string | undefined): boolean {
  if (!secret) return false // anybody could sign with it
  return equal(headers['x-hub-signature-256'] ?? '', signed(body, secret))
}

/** A delivery of this `object` that tells nothing, signed as Meta signs. */
export function metaSample(object: string, webhook: string, secret = ''): WebhookRequest {
  const body = Buffer.from(JSON.stringify({ object, entry: [] }))
  return sample(webhook, body, { 'x-hub-signature-256': signed(body, secret) })
}

function signed(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
