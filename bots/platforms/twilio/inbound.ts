import type { Inbound } from '../../channel.ts'
import { CustomerEvent, PlatformEvent } from '../../entry.ts'
import { fits } from '../fits.ts'
import { consentOf } from './consent.ts'
import { contentsOf } from './content.ts'
import { isStopped, reasonOf } from './failure.ts'
import type { Form } from './form.ts'

/** What stands before an address: `whatsapp:`, or nothing for SMS. */
export type Prefix = '' | 'whatsapp:'

/**
 * What a delivery of Twilio tells: a message of a customer, or what became of one of ours.
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function inbound(form: Form, prefix: Prefix): Inbound[] {
  const one = (name: string) => form.get(name)?.[0] ?? ''
  const sid = one('MessageSid') || one('SmsSid')
  if (sid === '' || sid.length > 100) return []
  const items = form.has('MessageStatus') ? status(one, sid, prefix) : message(form, one, sid, prefix)
  return items.filter(
    ({ from, event }) => from.id !== '' && (fits(CustomerEvent, event) || fits(PlatformEvent, event)),
  )
}

type Read = (name: string) => string

function message(form: Form, one: Read, sid: string, prefix: Prefix): Inbound[] {
  const bare = (address: string) => (address.startsWith(prefix) ? address.slice(prefix.length) : address)
  const id = bare(one('From'))
  const alias = bare(one('ExternalUserId'))
  const name = one('ProfileName')
  const to = bare(one('To'))
  const raw = Object.fromEntries(
    [...form].filter(([field]) => !told.test(field)).map(([field, [value = '']]) => [field, value]),
  )
  const item = {
    from: { id, ...(alias && alias !== id ? { aliases: [alias] } : {}), ...(name ? { name } : {}) },
    once: sid,
    by: 'customer',
    address: { message: sid },
    raw,
    ...(to ? { account: to } : {}),
  } as const
  const consent = consentOf(one('OptOutType'), prefix === '' ? one('Body') : '')
  if (consent !== null) return [{ ...item, event: { type: 'consent', kind: 'messages', given: consent } }]
  const replyTo = one('OriginalRepliedMessageSid')
  const contents = contentsOf(form, prefix)
  const kind = (one('MessageType') || 'message').slice(0, 100)
  if (contents.length === 0) return [{ ...item, event: { type: 'unsupported', kind } }]
  return contents.map((content, index) => {
    const id = index === 0 ? sid : `${sid}:${index}`
    const event = { type: 'message', id, message: content, ...(replyTo ? { replyTo } : {}) } as const
    return fits(CustomerEvent, event)
      ? { ...item, once: id, event }
      : { ...item, once: id, event: { type: 'unsupported', kind } }
  })
}

/** What the event and who wrote it say already. */
const told =
  /^(Body|From|To|(Sms)?MessageSid|SmsSid|AccountSid|ApiVersion|ProfileName|ExternalUserId|Num(Media|Segments)|Media.*|SmsStatus|Latitude|Longitude|Button.*|List(Id|Title)|OriginalReplied.*)$/

const statuses = new Map<string, 'delivered' | 'read' | 'failed'>([
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
])

/** Without `To` it is not known whose message it was. */
function status(one: Read, sid: string, prefix: Prefix): Inbound[] {
  const status = statuses.get(one('MessageStatus'))
  const to = one('To')
  if (status === undefined || to === '') return []
  const item = {
    from: { id: to.startsWith(prefix) ? to.slice(prefix.length) : to },
    once: `${sid}:${status}`,
    by: 'system',
  } as const
  if (status !== 'failed') return [{ ...item, event: { type: 'receipt', id: sid, status } }]
  const code = Number.parseInt(one('ErrorCode'), 10)
  const reason = reasonOf(code, one('ErrorMessage') || one('ChannelStatusMessage'))
  const failed = { ...item, event: { type: 'receipt', id: sid, status, reason } } as const
  return isStopped(code) ? [failed, { ...item, event: { type: 'blocked' } }] : [failed]
}
