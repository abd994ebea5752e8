import { Webhook } from 'standardwebhooks'
import type { WebhookRequest } from '../../channel.ts'

/**
 * Whether a gateway that knows one of the secrets sent this, in the last five minutes.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verify({ headers, body }: WebhookRequest, secrets: string | undefined): boolean {
  const given = {
    'webhook-id': headers['webhook-id'] ?? '',
    'webhook-timestamp': headers['webhook-timestamp'] ?? '',
    'webhook-signature': headers['webhook-signature'] ?? '',
  }
  return listOf(secrets).some((secret) => {
    try {
      new Webhook(secret).verify(body, given, { jsonParse: false })
      return true
    } catch {
      return false // it says no by throwing
    }
  })
}

/** The headers of what is posted: one signature a secret, so that the other side may know either while it changes. */
export function signed(body: string, by: { id: string; now: number; secrets: string | undefined }) {
  const at = new Date(by.now)
  return {
    'webhook-id': by.id,
    'webhook-timestamp': `${Math.floor(by.now / 1000)}`,
    'webhook-signature': listOf(by.secrets)
      .map((secret) => new Webhook(secret).sign(by.id, at, body))
      .join(' '),
  }
}

function listOf(secrets = ''): string[] {
  return secrets.split(' ').filter(Boolean)
}
