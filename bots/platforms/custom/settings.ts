import Type, { type Static } from 'typebox'
import type { Limits } from '../../channel.ts'

const secret = '(whsec_)?[A-Za-z0-9+/]{32,128}={0,2}'

/** What connects a gateway of your own. */
export const settings = Type.Object(
  {
    secret: Type.Optional(
      Type.String({
        pattern: `^${secret}( ${secret}){0,4}$`,
        secret: true,
        description:
          'The secret by which both sides sign (whsec_ and 24 bytes or more as base64); while it is changed, the new one and the old one, with a space between',
      }),
    ),
    url: Type.Optional(
      Type.String({
        pattern: '^https?://\\S+$',
        maxLength: 2048,
        description:
          'Where Parley posts what is said to customers, such as https://gateway.example.com/parley',
      }),
    ),
    platformId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          'What the gateway calls this number or page, when one delivery may carry items of several',
      }),
    ),
    textLimit: Type.Integer({
      default: 4096,
      minimum: 20,
      maximum: 65_536,
      description: 'The longest text that a customer can be sent, in UTF-16 units; longer ones are split',
    }),
    choices: Type.Integer({
      default: 10,
      minimum: 0,
      maximum: 100,
      description: 'How many choices can be buttons: more are numbered; 0 where there are no buttons',
    }),
    media: Type.Boolean({
      default: true,
      description: 'Whether pictures, sound, videos and files can be sent; when false, they go as links',
    }),
    cards: Type.Boolean({
      default: false,
      description: 'Whether cards and places can be shown; when false, they go as words and links',
    }),
    typing: Type.Boolean({
      default: false,
      description: 'Whether the gateway wants to know that somebody writes',
    }),
    idempotent: Type.Boolean({
      default: true,
      description:
        'Whether the gateway takes a webhook-id that it has seen as the same message: then one of unknown outcome is sent again',
    }),
  },
  { additionalProperties: false },
)
export type CustomSettings = Static<typeof settings>

/** The most that any gateway can carry. */
export const widest: Limits = {
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
}

/** What the gateway of an account can carry. */
export function limitsOf({ textLimit, choices, media, cards }: CustomSettings): Limits {
  return {
    ...widest,
    text: textLimit,
    choices,
    choiceText: Math.min(widest.choiceText, textLimit),
    media: media ? widest.media : [],
    caption: Math.min(widest.caption, textLimit),
    location: cards,
    card: cards,
  }
}
