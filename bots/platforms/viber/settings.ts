import Type, { type Static } from 'typebox'

/** What connects a bot of Viber. */
export const settings = Type.Object(
  {
    token: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{1,256}$',
        secret: true,
        description: 'The authentication token of the bot, from the Viber Admin Panel (partners.viber.com)',
      }),
    ),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 28,
        description: 'The name that customers see as who writes, of 28 characters at the most',
      }),
    ),
    avatar: Type.Optional(
      Type.String({
        pattern: '^https://\\S+$',
        maxLength: 2048,
        description: 'The address of the picture beside the name, 100 KB at the most',
      }),
    ),
    welcome: Type.Optional(
      Type.String({
        maxLength: 1000,
        description:
          'What a customer who opens the chat for the first time is told: until they write, Viber lets nothing else be sent',
      }),
    ),
    apiBase: Type.String({
      default: 'https://chatapi.viber.com',
      pattern: '^https?://[^\\s/]+$',
      description: 'The address of the API of Viber',
    }),
  },
  { additionalProperties: false },
)
export type ViberSettings = Static<typeof settings>

/** Who writes, as Viber shows it. */
export function senderOf({ name = '', avatar }: ViberSettings) {
  return { name, ...(avatar === undefined ? {} : { avatar }) }
}
