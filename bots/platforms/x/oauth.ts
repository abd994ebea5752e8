import { createHmac } from 'node:crypto'

/** Who signs: the app and the account. */
export interface Signer {
  apiKey: string
  apiSecret: string
  accessToken: string
  accessSecret: string
}

/**
 * The Authorization header of a request in an account's name, by OAuth 1.0a; a body of JSON is not signed. `at` is in
 * seconds. Source: https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature
 */
export function authorization(
  request: { method: string; url: URL; form?: Record<string, string> },
  by: Signer,
  { nonce, at }: { nonce: string; at: number },
): string {
  const oauth = {
    oauth_consumer_key: by.apiKey,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: `${at}`,
    oauth_token: by.accessToken,
    oauth_version: '1.0',
  }
  const { method, url, form = {} } = request
  const signed = [...url.searchParams, ...Object.entries(form), ...Object.entries(oauth)]
  const params = signed.map(([name, value]) => `${percent(name)}=${percent(value)}`).sort()
  const base = [method, url.origin + url.pathname, params.join('&')].map(percent).join('&')
  const secret = [by.apiSecret, by.accessSecret].map(percent).join('&')
  const oauth_signature = createHmac('sha1', secret).update(base).digest('base64')
  const fields = Object.entries({ ...oauth, oauth_signature })
  return `OAuth ${fields.map(([name, value]) => `${percent(name)}="${percent(value)}"`).join(', ')}`
}

/** Source: RFC 3986, which leaves fewer signs as they are than the language does. */
function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
