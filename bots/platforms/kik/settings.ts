import Type, { type Static } from 'typebox'

/** What connected a bot of Kik, and still connects what speaks its protocol. */
export const settings = Type.Object(
  {
    username: Type.Optional(
      Type.String({
        pattern: '^[\\w.]{1,100}$',
        description: 'The username of the bot, from the Kik developer page',
      }),
    ),
    key: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{1,256}$',
        secret: true,
        description: 'The API key of the bot, from the Kik developer page',
      }),
    ),
    apiBase: Type.String({
      default: 'https://api.kik.com',
      pattern: '^https?://\\S+$',
      description: 'The address of the Kik API',
    }),
  },
  { additionalProperties: false },
)
export type KikSettings = Static<typeof settings>
