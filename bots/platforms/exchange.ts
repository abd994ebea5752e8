import { DeliveryError, type Http } from '../channel.ts'

type Request = Parameters<Http>[0]
type Answered = Awaited<ReturnType<Http>>

/**
 * Asks a platform over the guarded client, at the account's own API base. Throws DeliveryError when there is no
 * answer: `retry` while nothing can have left, else `unknown`; what the request carried is in neither.
 */
export async function exchange(
  http: Http,
  platform: string,
  request: Omit<Request, 'timeout' | 'trusted'>,
): Promise<Answered> {
  if (request.signal?.aborted) throw new DeliveryError('retry', 'There was no time left to send it.')
  try {
    return await http({ ...request, timeout: 10_000, trusted: new URL(request.url).origin })
  } catch (error) {
    const code = codeOf(error)
    if (neverLeft.test(code)) throw new DeliveryError('retry', `${platform} cannot be reached (${code}).`)
    throw new DeliveryError('unknown', `${platform} gave no answer (${code}).`)
  }
}

/** Errors of connecting, before anything was sent. */
const neverLeft =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|TLS/

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** How long an answer asks to wait, ms; undefined when it does not say. Source: RFC 9110, 10.2.3, in seconds. */
export function retryAfter({ headers }: Answered): number | undefined {
  const seconds = Number.parseInt(headers['retry-after'] ?? '', 10)
  return seconds >= 0 ? seconds * 1000 : undefined
}
