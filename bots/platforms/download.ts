/**
 * Fetches a file from a platform. The headers, which hold credentials, go to that address alone: where it leads
 * on, they are left out. Throws in words when there is no file.
 */
export async function download(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<{ body: ReadableStream<Uint8Array>; type: string }> {
  const first = await fetch(url, { headers, signal, redirect: 'manual' })
  const next = first.status >= 300 && first.status < 400 ? first.headers.get('location') : null
  const answer = next === null ? first : await follow(url, next, signal)
  if (answer.status !== 200 || answer.body === null)
    throw new Error(`${url.host} did not give the file: ${answer.status}.`)
  return { body: answer.body, type: answer.headers.get('content-type') ?? 'application/octet-stream' }
}

function follow(from: URL, location: string, signal: AbortSignal): Promise<Response> {
  const to = new URL(location, from)
  if (to.protocol !== 'https:' && to.origin !== from.origin)
    throw new Error(`${from.host} leads to a file that is not at a safe address.`)
  return fetch(to, { signal, redirect: 'error' })
}
