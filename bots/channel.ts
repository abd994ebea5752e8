import type { TSchema } from 'typebox'
import type { By, Cost, CustomerEvent, PlatformEvent } from './entry.ts'
import type { Json, Message } from './message.ts'

/**
 * A kind of connection to customers: one file in `channels/`, named after it. All but `connect` do no I/O,
 * so a channel is proved by recorded payloads. `Settings` is what `settings` describes, parsed.
 */
export interface Channel<Settings = unknown, Call = unknown> {
  title: string
  /** Why nobody can connect it live, in words, where the platform is closed to bots; shown wherever it is named. */
  closed?: string
  /** Names the settings of an account, and is the dashboard's form. `secret: true` marks what is never shown again. */
  settings: TSchema
  limits: Limits
  /** The platform's own id of the page or number: by it the items of a shared delivery find their account. */
  platformId?(settings: Settings): string | null
  /** Why an account with these settings cannot work, in words; null when it can. */
  off(settings: Settings): string | null
  /**
   * Whether the platform sent this, over the raw bytes and in constant time; `keys` are what `connect` fetched, if it
   * fetches any. Never throws.
   */
  verify(request: WebhookRequest, settings: Settings, keys?: Json): boolean | Promise<boolean>
  /** Handshakes, and bodies a platform needs at once; null for an ordinary delivery. */
  answer?(request: WebhookRequest, settings: Settings): Answer | null
  /** What a delivery that was stored is answered with, where the platform minds; else a line of JSON. */
  stored?(request: WebhookRequest, settings: Settings): Answer
  /**
   * A delivery to `webhook` that tells nothing, signed as the platform signs: by it the way in is tried. Null where
   * the account receives otherwise.
   */
  sample?(settings: Settings, webhook: string): WebhookRequest | null
  /** What the delivery tells, item by item; an unknown kind becomes `unsupported`, never an error. */
  parse(request: WebhookRequest, settings: Settings): Inbound[] | Promise<Inbound[]>
  /** The platform's calls for one message that already fits the limits. */
  render(message: Message, to: Recipient): Call[]
  connect(settings: Settings, needs: ConnectionNeeds): Connection<Call>
}

export interface WebhookRequest {
  method: string
  /** Path and query as they were received. */
  url: string
  query: Record<string, string>
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  body: Buffer
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** One thing a delivery tells. */
export interface Inbound {
  from: Sender
  /** What the permanent key is made of where the event has no id of its own; see `keyOf`. */
  once: string
  by: Extract<By, 'customer' | 'system'>
  event: CustomerEvent | PlatformEvent
  /** The platform's own time, ISO 8601: the items of one delivery are sorted by it. */
  at?: string
  /** The platform's id of the page or number meant, where one delivery carries several. */
  account?: string
  /** Where to answer: reply token, thread, service URL. Kept from the newest inbound and handed to `render`. */
  address?: Json
  /** What the canonical event does not say. */
  raw?: Json
  /** Stored and shown, and not answered: another application has the thread. */
  quiet?: true
  /** Files that came with it: a media message names one by its `url`. */
  files?: Attachment[]
  /** The platform's handle for answering this item at once (a button's spinner); best effort. */
  acknowledge?: string
}

/** A file that was in the delivery itself. */
export interface Attachment {
  url: string
  /** The media type as it was told; what it is, is looked up in its bytes. */
  type: string
  body: Uint8Array
}

/** Who wrote: a user, or a thread. */
export interface Sender {
  /** The address on the account that stays the same for ever. */
  id: string
  /** Further addresses of the same person on this account, added and never moved. */
  aliases?: string[]
  name?: string
  /** BCP 47, as the platform tells it. */
  language?: string
  /** A group chat: stored, and not answered until a flow says otherwise. */
  group?: true
}

export interface Recipient {
  id: string
  address: Json
  author: By
  /** The name of the agent who writes, where one does. */
  name?: string
  /** The job's key, for platforms that take an idempotency key. */
  key: string
  language: string
}

/** What a channel can carry; `fit` and the composer go by it. */
export interface Limits {
  /** The longest text, in `unit`. */
  text: number
  unit: 'utf16' | 'bytes' | 'characters'
  /** How many choices can be buttons; 0 where there are none: they become numbers. */
  choices: number
  /** The longest label of a button, in `unit`; a longer one is shown in the text and numbered. */
  choiceText: number
  /** The longest value a button can carry back, in bytes, with the visit it belongs to. */
  choiceValue: number
  /** Kinds of media that can be sent as such; others become links. */
  media: readonly ('image' | 'audio' | 'video' | 'file')[]
  /** The longest caption, in `unit`. */
  caption: number
  location: boolean
  card: boolean
  /** Whether messages that the platform approved beforehand can be sent; elsewhere they are plain text. */
  templates?: true
  /** Until when a free message may be sent; absent where any time is right. */
  window?: Window
  /** How many messages of one turn one call may carry. */
  batch: number
}

/** How long after the customer's last message free messages may be sent, by whom, and how many at the most. */
export interface Window {
  botHours: number
  agentHours: number
  messages?: number
}

export interface Connection<Call> {
  /** Sends the calls of one job in order; returns the platform's id of what was sent. Throws DeliveryError. */
  send(calls: Call[], options: { key: string; signal: AbortSignal }): Promise<{ id: string; cost?: Cost }>
  /** Shows that somebody writes. Best effort. */
  typing?(to: Recipient): Promise<void>
  /** Stops the spinner of a pressed button. Best effort. */
  acknowledge?(handle: string): Promise<void>
  /** Fetches a file the customer sent. */
  media?(url: string, signal: AbortSignal): Promise<{ body: ReadableStream<Uint8Array>; type: string }>
  /** Fetches the public keys that deliveries are verified with; asked anew, at most once a minute, when one fails. */
  keys?(): Promise<Json>
  /** The messages that the platform approved beforehand. */
  templates?(): Promise<Template[]>
  /** Receives without a webhook (polling, IMAP): each batch is appended before the next is asked for. */
  listen?(receive: (items: Inbound[]) => Promise<void>): Promise<void>
  /** Tells whether the account works: a row for each thing looked at, with what to do where it fails. */
  check?(): Promise<{ name: string; ok: boolean; help?: string }[]>
  close(): Promise<void>
}

/** A message that the platform approved beforehand; `{{1}}` and so on in its text are filled with values. */
export interface Template {
  name: string
  /** What it is called, where its name says nothing to people. */
  title?: string
  /** BCP 47, as the platform writes it. */
  language: string
  text: string
  /** How many values it takes. */
  values: number
}

export interface ConnectionNeeds {
  /** The one guarded client. `trusted` opens exactly that origin, which is a setting of the account. */
  http: Http
  /** The same client, for files. */
  fetch: Fetch
  clock: () => number
  log: Log
  /** The address under which the platform reaches this account's webhook; null without a public address. */
  webhook: string | null
}

export type Http = (request: {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For the whole exchange, ms. */
  timeout: number
  /** The largest answer, bytes. */
  most?: number
  signal?: AbortSignal
  /** An origin that the operator set, so that it may also be a private address. */
  trusted?: string
}) => Promise<{ status: number; headers: Record<string, string>; body: string }>

/** A request whose answer is read as it comes; redirects are not followed. The signal ends the reading too. */
export type Fetch = (request: {
  url: string
  method?: string
  body?: string
  headers?: Record<string, string>
  signal: AbortSignal
  /** An origin that the operator set, so that it may also be a private address. */
  trusted?: string
}) => Promise<{ status: number; headers: Record<string, string>; body: ReadableStream<Uint8Array> }>

export interface Log {
  debug(fields: object, text: string): void
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

/**
 * Why a message did not leave. `retry`: try again, no sooner than `after` ms. `permanent`: this message never
 * will. `window`: not until the customer writes again. `blocked`: this customer does not want any. `account`: the
 * account itself is refused. `unknown`: it may have arrived.
 */
export class DeliveryError extends Error {
  readonly class: 'retry' | 'permanent' | 'window' | 'blocked' | 'account' | 'unknown'
  readonly after: number | undefined
  constructor(
    kind: DeliveryError['class'],
    message: string,
    options: { after?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'DeliveryError'
    this.class = kind
    this.after = options.after
  }
}
