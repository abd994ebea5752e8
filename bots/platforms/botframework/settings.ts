import Type, { type Static } from 'typebox'

const address = '^https?://\\S+$'

/** What connects a bot of Azure Bot Service. */
export const settings = Type.Object(
  {
    appId: Type.Optional(
      Type.String({
        pattern: '^[\\w-]{1,100}$',
        description: 'The Microsoft App ID, from the configuration of the Azure Bot',
      }),
    ),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        secret: true,
        description:
          "The value of a client secret, from the certificates and secrets of the bot's app registration",
      }),
    ),
    tenant: Type.String({
      default: 'botframework.com',
      pattern: '^[\\w.-]{1,100}$',
      description: 'The App Tenant ID of a single-tenant bot; left out for a multi-tenant one',
    }),
    loginBase: Type.String({
      default: 'https://login.microsoftonline.com',
      pattern: address,
      description:
        "The address where Microsoft gives tokens; login.microsoftonline.us for the US government's cloud",
    }),
    openIdUrl: Type.String({
      default: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      pattern: address,
      description: 'Where the keys are named that deliveries are signed with',
    }),
    issuer: Type.String({
      default: 'https://api.botframework.com',
      pattern: address,
      description: 'Who signs deliveries, and for whom tokens are asked',
    }),
    callers: Type.Optional(
      Type.String({
        pattern: '^[\\w-]+(\\s*,\\s*[\\w-]+)*$',
        maxLength: 1000,
        description:
          "App IDs of other bots that may call this one as a skill, separated by commas; the bot's own for the Emulator",
      }),
    ),
    serviceBase: Type.Optional(
      Type.String({
        pattern: address,
        description:
          'A service that may be answered though its address is private, such as http://localhost:56000 of the Emulator',
      }),
    ),
  },
  { additionalProperties: false },
)
export type BotSettings = Static<typeof settings>
