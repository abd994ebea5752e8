import Type, { type Static } from 'typebox'

/** What connects a LINE official account. */
export const settings = Type.Object(
  {
    secret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        secret: true,
        description:
          'The channel secret, from the basic settings of the channel in the LINE Developers console',
      }),
    ),
    token: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{1,1000}$',
        secret: true,
        description:
          'The long-lived channel access token, from the Messaging API settings of the channel in the LINE Developers console',
      }),
    ),
    apiBase: Type.String({
      default: 'https://api.line.me',
      pattern: '^https?://\\S+$',
      description: 'The address of the Messaging API',
    }),
    dataBase: Type.String({
      default: 'https://api-data.line.me',
      pattern: '^https?://\\S+$',
      description: 'The address where LINE keeps the files that customers send',
    }),
  },
  { additionalProperties: false },
)
export type LineSettings = Static<typeof settings>
