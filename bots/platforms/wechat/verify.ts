import type { Answer, WebhookRequest } from '../../channel.ts'
import { equal } from '../equal.ts'
import { opened, signatureOf } from './envelope.ts'
import type { WeChatSettings } from './settings.ts'
import { fieldsOf } from './xml.ts'

/**
 * Whether WeChat sent this, not long ago. In safe mode the seal must be right and for our account; in plain mode the
 * signature covers the time only. `now` is in ms.
 */
export function verify(request: WebhookRequest, settings: WeChatSettings, now: number): boolean {
  const { query, body } = request
  if (!isFresh(query.timestamp, now)) return false
  if (!settings.aesKey) return isSigned(query.signature, settings, request)
  const sealed = sealedIn(body)
  return (
    sealed !== null &&
    isSigned(query.msg_signature, settings, request, sealed) &&
    opened(sealed, settings.aesKey)?.appId === settings.appId
  )
}

/** What WeChat is answered when it asks whether this address is ours: its own word; null for a delivery. */
export function handshake(request: WebhookRequest, settings: WeChatSettings, now: number): Answer | null {
  if (request.method !== 'GET') return null
  const { echostr = '', timestamp, signature, msg_signature: sealedBy } = request.query
  const word = sealedBy === undefined ? echostr : wordIn(echostr, settings)
  const known =
    sealedBy === undefined
      ? isSigned(signature, settings, request)
      : isSigned(sealedBy, settings, request, echostr)
  if (word === null || !known || !isFresh(timestamp, now)) return { status: 403 }
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: word }
}

/** What a delivery says, out of its seal in safe mode; null when that cannot be read. */
export function fieldsIn({ body }: WebhookRequest, { aesKey }: WeChatSettings) {
  if (!aesKey) return fieldsOf(body.toString('utf8'))
  const sealed = sealedIn(body)
  const inside = sealed === null ? null : opened(sealed, aesKey)
  return inside && fieldsOf(inside.text)
}

function sealedIn(body: Buffer): string | null {
  const sealed = fieldsOf(body.toString('utf8'))?.Encrypt
  return typeof sealed === 'string' ? sealed : null
}

function wordIn(sealed: string, { aesKey, appId }: WeChatSettings): string | null {
  const inside = aesKey ? opened(sealed, aesKey) : null
  return inside !== null && inside.appId === appId ? inside.text : null
}

function isSigned(
  given: string | undefined,
  { token }: WeChatSettings,
  { query: { timestamp = '', nonce = '' } }: WebhookRequest,
  ...sealed: string[]
): boolean {
  if (!token) return false // anybody could sign with it
  return equal(given ?? '', signatureOf(token, timestamp, nonce, ...sealed))
}

/** How old, or how far ahead of our clock, a delivery may be, ms. */
const patience = 300_000

function isFresh(seconds: string | undefined, now: number): boolean {
  return /^\d{1,12}$/.test(seconds ?? '') && Math.abs(now - Number(seconds) * 1000) <= patience
}
