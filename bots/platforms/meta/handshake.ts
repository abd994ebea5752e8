import type { Answer, WebhookRequest } from '../../channel.ts'
import { equal } from '../equal.ts'

/**
 * What Meta is answered when it asks whether this address is ours: its challenge, if it knows our verify token; null
 * for a delivery. Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export function handshake({ method, query }: WebhookRequest, token: string | undefined): Answer | null {
  if (method !== 'GET') return null
  const challenge = query['hub.challenge']
  const known = query['hub.mode'] === 'subscribe' && equal(query['hub.verify_token'] ?? '', token ?? '')
  if (!token || !known || challenge === undefined) return { status: 403 }
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge }
}
