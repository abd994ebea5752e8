import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Answer, Channel, Inbound, WebhookRequest } from '../channel.ts'
import { Message as Any, type Message } from '../message.ts'
import { visitor } from '../platforms/visitor.ts'

/** The settings of a web chat. */
export const WebSettings = Type.Object(
  {
    secret: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 256,
        secret: true,
        generated: true,
        description: "Seals the visitors' tokens, 16 characters or more; made by itself when empty",
      }),
    ),
    name: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'The name that the chat window shows, such as Example Shop',
      }),
    ),
    greeting: Type.Optional(
      Type.String({ maxLength: 1000, description: 'What the chat window says before anybody wrote' }),
    ),
    origins: Type.Optional(
      Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), {
        maxItems: 100,
        description:
          'The sites that may show the chat, separated by commas, such as https://www.example.com; empty for any',
      }),
    ),
  },
  { additionalProperties: false },
)
export type WebSettings = Static<typeof WebSettings>

/** Parley's own chat on a web page: the journal is what the visitor follows, so a message is sent once it is written. */
export const web: Channel<WebSettings, Message> = {
  title: 'Web chat',
  settings: WebSettings,
  limits: {
    text: 65_536,
    unit: 'utf16',
    choices: 100,
    choiceText: 1000,
    choiceValue: 5000,
    media: ['image', 'audio', 'video', 'file'],
    caption: 4096,
    location: true,
    card: true,
    batch: 1,
  },
  off: () => null,
  verify: (request, settings) => visitorOf(request, settings) !== null,
  answer,
  parse,
  render: (message) => [message],
  connect: () => ({
    send: async (_, { key }) => ({ id: key }),
    close: async () => undefined,
  }),
}

/**
 * What the chat window posts: a message, or that it was opened by a link with a reference. `id` is its own key,
 * `language` that of its page, BCP 47.
 */
const Posted = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 100 }),
    language: Type.Optional(Type.String({ maxLength: 100, pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' })),
    message: Type.Optional(Any),
    start: Type.Optional(Type.String({ maxLength: 512 })),
  },
  { additionalProperties: false },
)

/** A browser that is turned away is told why, since it is one of ours or somebody's who builds their own. */
function answer(request: WebhookRequest, settings: WebSettings): Answer | null {
  if (visitorOf(request, settings) === null)
    return refusal(401, 'token', 'This token does not hold here. Ask for a new one.')
  const posted = read(request.body)
  if (!Value.Check(Posted, posted))
    return refusal(400, 'body', 'This must be JSON: an id, and a message or a start.')
  if (posted.message === undefined && posted.start === undefined)
    return refusal(400, 'body', 'There is neither a message nor a start.')
  if (posted.message !== undefined && !mayBeSaid(posted.message))
    return refusal(400, 'message', 'A visitor may say words, pick a choice or show where they are.')
  return null
}

function refusal(status: number, error: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error, message }),
  }
}

function parse(request: WebhookRequest, settings: WebSettings): Inbound[] {
  const sender = visitorOf(request, settings)
  const posted = read(request.body)
  if (sender === null || !Value.Check(Posted, posted)) return []
  const { id, language, message, start } = posted
  const from = { id: sender, ...(language === undefined ? {} : { language }) }
  const inbound = { from, once: id, by: 'customer' } as const
  const items: Inbound[] = []
  if (start !== undefined)
    items.push({ ...inbound, event: { type: 'start', ...(start === '' ? {} : { ref: start }) } })
  if (message !== undefined && mayBeSaid(message))
    items.push({ ...inbound, event: { type: 'message', id, message } })
  return items
}

/** A visitor says words, picks a choice or shows where they are; what bots say is not theirs to say. */
function mayBeSaid(message: Message): boolean {
  if (message.type === 'location') return true
  return (message.type === 'text' || message.type === 'choice') && message.text.trim() !== ''
}

function visitorOf(request: WebhookRequest, { secret }: WebSettings): string | null {
  const [, token] = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
  const [, account] = /^\/hooks\/web\/([^/?#]+)/.exec(request.url) ?? []
  if (secret === undefined || token === undefined || account === undefined) return null
  return visitor.read({ secret, account: decoded(account), now: Date.now() }, token)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function read(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
