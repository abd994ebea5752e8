import Type, { type Static } from 'typebox'

/** One of the answers a person may pick; `value` comes back, `text` is what is shown. */
export const Choice = Type.Object(
  { value: Type.String({ maxLength: 1000 }), text: Type.String({ maxLength: 1000 }) },
  { additionalProperties: false },
)
export type Choice = Static<typeof Choice>

const text = Type.String({ maxLength: 65_536 })
const url = Type.String({ maxLength: 4096 })
const visit = Type.Optional(Type.String({ maxLength: 100 }))

/** What people and bots say to each other, the same in both directions and on every channel. Text is CommonMark. */
export const Message = Type.Union([
  Type.Object({ type: Type.Literal('text'), text }, { additionalProperties: false }),
  Type.Object(
    { type: Type.Literal('choices'), text, choices: Type.Array(Choice, { maxItems: 100 }), of: visit },
    {
      additionalProperties: false,
      description: '`of` is the visit that asks, so that an old button is known as one',
    },
  ),
  Type.Object(
    { type: Type.Literal('choice'), value: Type.String({ maxLength: 1000 }), text, of: visit },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('media'),
      kind: Type.Union([
        Type.Literal('image'),
        Type.Literal('audio'),
        Type.Literal('video'),
        Type.Literal('file'),
      ]),
      url,
      name: Type.Optional(Type.String({ maxLength: 255 })),
      alt: Type.Optional(Type.String({ maxLength: 4096 })),
    },
    { additionalProperties: false, description: '`alt` is the caption, or what the picture shows' },
  ),
  Type.Object(
    {
      type: Type.Literal('card'),
      title: Type.String({ maxLength: 1000 }),
      text: Type.Optional(text),
      image: Type.Optional(url),
      choices: Type.Array(Choice, { maxItems: 100 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('location'),
      latitude: Type.Number({ minimum: -90, maximum: 90 }),
      longitude: Type.Number({ minimum: -180, maximum: 180 }),
      label: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('template'),
      name: Type.String({ minLength: 1, maxLength: 512 }),
      language: Type.Optional(Type.String({ maxLength: 35 })),
      values: Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 20 }),
      text,
    },
    {
      additionalProperties: false,
      description: 'A message that the platform approved beforehand; `text` is what it says, filled in',
    },
  ),
])
export type Message = Static<typeof Message>

/** What a message says in words: total, so understanding, search and previews work for every kind. */
export function plainText(message: Message): string {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'template':
      return message.text
    case 'choices':
      return [message.text, ...message.choices.map((choice) => `- ${choice.text}`)].join('\n')
    case 'media':
      return message.alt ?? message.name ?? `[${message.kind}]`
    case 'card':
      return [message.title, message.text, ...message.choices.map((choice) => `- ${choice.text}`)]
        .filter((line) => line !== undefined && line !== '')
        .join('\n')
    case 'location':
      return message.label ?? `${message.latitude}, ${message.longitude}`
  }
}

/** A value that survives `JSON.stringify` and back. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Values = { [key: string]: Json }
