import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../channel.ts'
import { equal } from '../equal.ts'

/**
 * Whether Meta sent this: `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under the app's secret.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export function signature({ headers, body }: WebhookRequest, secret: string | undefined): boolean {
  if (!secret) return false // anybody could sign with it
  const expected = createHmac('sha256', secret).update(body).digest('hex')
  return equal(headers['x-hub-signature-256'] ?? '', `sha256=${expected}`)
}
