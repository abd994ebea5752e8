import type { Fetch } from '../channel.ts'

/**
 * Fetches a file from a platform over the guarded client. The headers, which hold credentials, go to that address
 * alone: where it leads on, they are left out, and it must lead to https. `trusted` is the account's own base, which
 * may be a private address. Throws in words when there is no file.
 */
export async function download(
  fetch: Fetch,
  url: URL,
  { headers, signal, trusted }: { headers: Record<string, string>; signal: AbortSignal; trusted: string },
): Promise<{ body: ReadableStream<Uint8Array>; type: string }> {
  const origin = URL.parse(trusted)?.origin ?? trusted
  let at = url
  for (let hop = 0; hop <= mostHops; hop++) {
    const first = hop === 0
    const answer = await fetch({
      url: at.href,
      ...(first ? { headers } : {}),
      signal,
      trusted: origin,
    })
    const next = answer.status >= 300 && answer.status < 400 ? answer.headers.location : undefined
    if (next !== undefined) {
      await answer.body.cancel()
      at = follow(at, next)
      continue
    }
    if (answer.status === 200)
      return { body: answer.body, type: answer.headers['content-type'] ?? 'application/octet-stream' }
    await answer.body.cancel()
    throw new Error(`${at.host} did not give the file: ${answer.status}.`)
  }
  throw new Error(`${url.host} leads on and on.`)
}

const mostHops = 3

function follow(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  if (!to || (to.protocol !== 'https:' && to.origin !== from.origin))
    throw new Error(`${from.host} leads to a file that is not at a safe address.`)
  return to
}
