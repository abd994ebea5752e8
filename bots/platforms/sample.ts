import type { WebhookRequest } from '../channel.ts'

/** A POST to a webhook's address, as it arrives there. */
export function sample(
  webhook: string,
  body: Buffer,
  headers: Record<string, string>,
  type = 'application/json',
): WebhookRequest {
  const { pathname, search, searchParams, host } = new URL(webhook)
  return {
    method: 'POST',
    url: pathname + search,
    query: Object.fromEntries(searchParams),
    headers: { host, 'content-type': type, ...headers },
    body,
  }
}
