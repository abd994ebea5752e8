import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../../bots/channel.ts'

/** What an account of the tests has. */
export const account = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'invented-auth-token',
  from: '+15005550006',
  publicUrl: 'https://chat.example',
  apiBase: 'http://127.0.0.1:9',
}

/** The form of a fixture, which is kept as JSON; what is no JSON object is sent as it is. */
export function form(json: string): string {
  try {
    const values: unknown = JSON.parse(json)
    if (typeof values !== 'object' || values === null) return json
    return new URLSearchParams(
      Object.entries(values).map(([name, value]) => [name, textOf(value)]),
    ).toString()
  } catch {
    return json
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** A delivery as Twilio signs it: the address and the parameters by name. */
export function delivery(
  url: string,
  body: string,
  { token = account.authToken, at = account.publicUrl } = {},
): WebhookRequest {
  const params = [...new URLSearchParams(body)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .filter(([name, value], index, all) => !all.slice(0, index).some(([n, v]) => n === name && v === value))
  const text = at + url + params.map(([name, value]) => name + value).join('')
  const signature = createHmac('sha1', token).update(text).digest('base64')
  return request(url, body, signature, 'parley.internal:3000')
}

/** A delivery with this signature. */
export function request(
  url: string,
  body: string,
  signature?: string,
  host = 'chat.example',
): WebhookRequest {
  return {
    method: 'POST',
    url,
    query: Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? '')),
    headers: { 'x-twilio-signature': signature, host, 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  }
}
