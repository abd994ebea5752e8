import Type, { type Static } from 'typebox'

/** What connects a Telegram bot. */
export const settings = Type.Object(
  {
    token: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9:_-]{1,256}$',
        secret: true,
        description: 'The token of the bot, which @BotFather gives',
      }),
    ),
    // https://core.telegram.org/bots/api#setwebhook
    secret: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,256}$',
        secret: true,
        description:
          'A long random word of A-Z, a-z, 0-9, _ and - by which deliveries of Telegram are known; needed for a webhook',
      }),
    ),
    apiBase: Type.String({
      default: 'https://api.telegram.org',
      pattern: '^https?://\\S+$',
      description: 'The address of the Bot API, for those who run their own',
    }),
    mode: Type.Optional(
      Type.Union([Type.Literal('webhook'), Type.Literal('polling')], {
        description:
          'How messages arrive: webhook (needs a public address) or polling; when empty, webhook if there is a secret',
      }),
    ),
  },
  { additionalProperties: false },
)
export type TelegramSettings = Static<typeof settings>

/** How the account receives. */
export function modeOf({ mode, secret }: TelegramSettings): 'webhook' | 'polling' {
  return mode ?? (secret === undefined ? 'polling' : 'webhook')
}
