import type { ConnectionNeeds } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { json } from '../json.ts'
import { failure } from './failure.ts'

export type Graph = ReturnType<typeof graph>

/** The Graph API as one account sees it. Every error is a DeliveryError, and none tells the token. */
export function graph(account: GraphAccount, { http, fetch }: Pick<ConnectionNeeds, 'http' | 'fetch'>) {
  const { token = '', apiBase, version, who } = account
  const headers = { authorization: `Bearer ${token}` }
  const origin = URL.parse(apiBase)?.origin ?? apiBase

  return {
    /** Calls a path such as `me/messages`: a POST when there is something to say. Gives the JSON, or null. */
    async call(path: string, signal: AbortSignal, say?: { [field: string]: Json }): Promise<unknown> {
      const answer = await exchange(http, who, {
        url: `${apiBase}/${version}/${path}`,
        headers: say === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(say === undefined ? {} : { method: 'POST', body: JSON.stringify(say) }),
        signal,
      })
      if (answer.status >= 400) throw failure(answer, { who, token })
      return json(answer.body)
    },

    /** A file from Meta's own servers; the token goes along only where it is asked for. */
    async file(url: string, signal: AbortSignal, withToken: boolean) {
      const target = URL.parse(url)
      if (!target || !(target.origin === origin || isMeta(target)))
        throw new Error(`This is no file of ${who}.`)
      return download(fetch, target, { headers: withToken ? headers : {}, signal, trusted: origin })
    },
  }
}

export interface GraphAccount {
  token?: string
  /** An origin. */
  apiBase: string
  version: string
  /** What the platform is called in errors. */
  who: string
}

function isMeta({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' &&
    /(^|\.)(facebook\.com|fbcdn\.net|fbsbx\.com|whatsapp\.net|instagram\.com|cdninstagram\.com)$/.test(
      hostname,
    )
  )
}
