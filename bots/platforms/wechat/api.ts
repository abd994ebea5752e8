import Type from 'typebox'
import { type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { failure, faultOf, stale } from './failure.ts'
import type { WeChatSettings } from './settings.ts'

/**
 * The API of WeChat as one account sees it. Its token is kept until shortly before it ends, is fetched by one call
 * however many wait for it, and anew, once, when WeChat does not take it. Every error is a DeliveryError.
 */
export function api(settings: WeChatSettings, { http, clock }: Pick<ConnectionNeeds, 'http' | 'clock'>) {
  let token = ''
  let ends = 0
  let asking: Promise<string> | null = null

  const url = (path: string, by?: string) => {
    const address = new URL(`/cgi-bin/${path}`, settings.apiBase)
    if (by !== undefined) address.searchParams.set('access_token', by)
    return address
  }
  const post = (address: URL, say: object, signal: AbortSignal) =>
    exchange(http, 'WeChat', {
      url: address.href,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(say),
      signal,
    })

  /** The token that holds; a new one when `bad` is the one at hand. */
  function access(bad?: string): Promise<string> {
    if (token !== '' && token !== bad && clock() < ends) return Promise.resolve(token)
    asking ??= fetchToken(bad).finally(() => {
      asking = null
    })
    return asking
  }

  /** Another program of the account may have a newer one; only if that is the bad one too, WeChat is made to change it. */
  async function fetchToken(bad?: string): Promise<string> {
    const found = await stableToken(false)
    return found === bad ? stableToken(true) : found
  }

  // https://developers.weixin.qq.com/doc/offiaccount/en/Basic_Information/getStableAccessToken.html
  async function stableToken(force_refresh: boolean): Promise<string> {
    const { appId: appid, appSecret: secret } = settings
    const ask = { grant_type: 'client_credential', appid, secret, force_refresh }
    const answer = await post(url('stable_token'), ask, AbortSignal.timeout(5000)).catch((error: unknown) => {
      // Without a token no message has left.
      throw error instanceof DeliveryError ? new DeliveryError('retry', error.message) : error
    })
    const told = json(answer.body)
    if (!fits(Token, told)) throw failure(answer)
    token = told.access_token
    ends = clock() + (told.expires_in - margin) * 1000
    return token
  }

  /** Takes a call with a token, and once more with a newer one when that was not good. */
  async function withToken<Got>(take: (token: string) => Promise<Got>, isStale: (got: Got) => boolean) {
    const first = await access()
    const got = await take(first)
    return isStale(got) ? take(await access(first)) : got
  }

  return {
    access,
    withToken,
    url,
    /** Uploads a file; gives what WeChat says of it. */
    async upload(
      path: string,
      { kind, type, body }: { kind: string; type: string; body: Uint8Array },
      signal: AbortSignal,
    ): Promise<unknown> {
      const form = multipart({ name: `file.${type.split('/')[1]}`, type, body })
      const answer = await withToken(
        (by) => {
          const address = url(path, by)
          address.searchParams.set('type', kind)
          return exchange(http, 'WeChat', { url: address.href, method: 'POST', ...form, signal })
        },
        (got) => stale.has(faultOf(got.body).code),
      )
      if (answer.status >= 300 || faultOf(answer.body).code !== 0) throw failure(answer)
      return json(answer.body)
    },
    /** Calls a path such as `message/custom/send`, a POST when there is something to say; throws unless WeChat took it. */
    async call(path: string, signal: AbortSignal, say?: object): Promise<void> {
      const answer = await withToken(
        (by) =>
          say === undefined
            ? exchange(http, 'WeChat', { url: url(path, by).href, signal })
            : post(url(path, by), say, signal),
        ({ body }) => stale.has(faultOf(body).code),
      )
      const { code } = faultOf(answer.body)
      if (answer.status < 300 && code === null)
        throw new DeliveryError('unknown', 'WeChat gave an answer that is none.')
      if (answer.status >= 300 || code !== 0) throw failure(answer)
    },
  }
}

/** A form with one file. Source: RFC 7578. */
function multipart({ name, type, body }: { name: string; type: string; body: Uint8Array }) {
  const line = `parley-${crypto.randomUUID()}`
  const head = `--${line}\r\ncontent-disposition: form-data; name="media"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${line}` },
    body: Buffer.concat([Buffer.from(head), body, Buffer.from(`\r\n--${line}--\r\n`)]),
  }
}

const Token = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  expires_in: Type.Number({ minimum: 0 }),
})
/** How long before its end a token is given up, s: the old one holds for five minutes beside the new. */
const margin = 300
