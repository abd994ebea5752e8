import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
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
  parse,
  render: (message) => [message],
  connect: () => ({
    send: async (_, { key }) => ({ id: key }),
    close: async () => undefined,
  }),
}

/** What the chat window posts: a message, or that it was opened by a link with a reference; `id` is its own key. */
const Posted = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  message: Type.Optional(Any),
  start: Type.Optional(Type.String({ maxLength: 512 })),
})

function parse(request: WebhookRequest, settings: WebSettings): Inbound[] {
  const from = visitorOf(request, settings)
  const posted = read(request.body)
  if (from === null || !Value.Check(Posted, posted)) return []
  const { id, message, start } = posted
  const inbound = { from: { id: from }, once: id, by: 'customer' } as const
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
