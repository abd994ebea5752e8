import Type, { type Static } from 'typebox'
import type { Inbound } from '../../channel.ts'
import { picked } from '../choice.ts'
import { fits } from '../fits.ts'
import type { Entry } from '../meta/entries.ts'
import { digest, rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { readMessage } from './message.ts'
import { receipts } from './receipts.ts'

/**
 * What a delivery of Messenger or Instagram tells, for the page or account `own` and others; `app` is the app whose
 * own messages are not told again. Sources:
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events and
 * https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks
 */
export function inbound(entries: Entry[], own: string | undefined, app: string | undefined): Inbound[] {
  return entries.flatMap(({ id, messaging, standby, changes }) => {
    const account = id === '' || id === own ? {} : { account: id }
    // Some fields, and all tests of the app dashboard, come as changes.
    const items = [...messaging, ...changes.map(({ value }) => value)].flatMap((item) => read(item, app))
    // Another app has the thread: stored and not answered, as what a group says.
    const aside = standby
      .flatMap((item) => read(item, app))
      .map((item) => ({ ...item, quiet: true as const }))
    return [...items, ...aside].map((item) => ({ ...item, ...account }))
  })
}

const text = Type.Optional(Type.String())
const someone = Type.Object({ id: Type.String({ minLength: 1 }) })
/** Somebody on a site of the brand's who has not written yet has only what its page called them. */
const Event = Type.Object({
  sender: Type.Union([someone, Type.Object({ user_ref: Type.String({ minLength: 1 }) })]),
  recipient: someone,
  timestamp: Type.Optional(Type.Union([Type.String(), Type.Number()])),
})
export type Event = Static<typeof Event>

type Read = (value: unknown, item: Omit<Inbound, 'event'>, event: Event) => Inbound[] | null

function read(value: unknown, app: string | undefined): Inbound[] {
  if (!fits(Event, value)) return []
  const { sender } = value
  const item = {
    ...('id' in sender
      ? { from: { id: sender.id } }
      : { from: { id: sender.user_ref }, address: { user_ref: sender.user_ref } }),
    once: digest(value),
    by: 'customer',
    ...when(value.timestamp),
  } as const
  const kinds = Object.entries(value).filter(([name]) => !common.has(name))
  for (const [kind, content] of kinds) {
    if (silent.has(kind)) return []
    const items =
      kind === 'message' ? readMessage(content, item, value, app) : readers.get(kind)?.(content, item, value)
    if (items) return items.flatMap((one) => told(one, kind))
  }
  const [kind = ''] = kinds.map(([name]) => name)
  return [unsupported({ ...item, ...rest(value, [...common]) }, kind)]
}

const common = new Set(['sender', 'recipient', 'timestamp'])

/** Who has the thread is between the apps of a page; links of accounts and payments are not ours. */
const silent = new Set([
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'account_linking',
])

const readers = new Map<string, Read>([
  ['postback', readPostback],
  ['message_edit', readEdit],
  ['reaction', readReaction],
  ['delivery', receipts],
  ['read', receipts],
  ['referral', readReferral],
  ['optin', readOptin],
])

const Postback = Type.Object({
  mid: Type.Optional(Type.String({ minLength: 1 })),
  title: text,
  payload: Type.String(),
  referral: Type.Optional(Type.Unknown()),
})

function readPostback(value: unknown, item: Omit<Inbound, 'event'>, { timestamp }: Event): Inbound[] | null {
  if (!fits(Postback, value)) return null
  const { mid, title, payload, referral } = value
  const id = mid ?? (timestamp === undefined ? item.once : `postback:${timestamp}`)
  const more = { ...item, once: id, ...rest(value, ['mid', 'title', 'payload']) }
  if (getStarted.test(payload) || referral !== undefined) return [{ ...more, event: start(referral) }]
  return [{ ...more, event: { type: 'message', id, message: picked(payload, title) } }]
}

/** What the Get Started button of a page carries, by custom. */
const getStarted = /^(?:get_started(?:_payload)?|facebook_welcome)$/i

const Referral = Type.Object({ ref: Type.String({ minLength: 1 }) })

function readReferral(value: unknown, item: Omit<Inbound, 'event'>): Inbound[] | null {
  return [{ ...item, event: start(value) }]
}

function start(referral: unknown): Inbound['event'] {
  return { type: 'start', ...(fits(Referral, referral) ? { ref: referral.ref } : {}) }
}

const Edit = Type.Object({
  mid: Type.String({ minLength: 1 }),
  text: Type.String(),
  num_edit: Type.Optional(Type.Integer()),
})

function readEdit(value: unknown, item: Omit<Inbound, 'event'>, { timestamp }: Event): Inbound[] | null {
  if (!fits(Edit, value)) return null
  const { mid, text, num_edit: count } = value
  const event = { type: 'edit', id: mid, message: { type: 'text', text } } as const
  return [{ ...item, once: `${count ?? timestamp ?? item.once}`, event }]
}

const Reaction = Type.Object({
  mid: Type.String({ minLength: 1 }),
  action: text,
  emoji: text,
  reaction: text,
})

function readReaction(value: unknown, item: Omit<Inbound, 'event'>, { timestamp }: Event): Inbound[] | null {
  if (!fits(Reaction, value)) return null
  const { mid, action, emoji, reaction } = value
  const shown = action === 'unreact' ? undefined : (emoji ?? reaction)
  const event = { type: 'reaction', id: mid, ...(shown ? { emoji: shown } : {}) } as const
  return [{ ...item, once: `${timestamp ?? item.once}:${shown ?? ''}`, event }]
}

const Optin = Type.Object({ type: text, notification_messages_status: text })

/**
 * That a customer wants the page's news, or does not want them any more. An opt-in without a type comes of a plugin on
 * a site of the brand's, and begins a talk. Source:
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_optins
 */
function readOptin(value: unknown, item: Omit<Inbound, 'event'>): Inbound[] | null {
  if (!fits(Optin, value)) return null
  const { type, notification_messages_status: status } = value
  const more = { ...item, ...rest(value, []) }
  if (type === undefined && status === undefined) return [{ ...more, event: start(value) }]
  if (type !== undefined && type !== 'notification_messages') return null
  const given = status !== 'STOP_NOTIFICATIONS'
  return [{ ...more, event: { type: 'consent', kind: 'marketing_messages', given } }]
}
