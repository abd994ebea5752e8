import Type, { type Static } from 'typebox'

/** What connects an account of X. */
export const settings = Type.Object(
  {
    apiKey: key('The API key of the app (console.x.com, Keys and tokens)', false),
    apiSecret: key('The API key secret of the app, by which deliveries of X are known', true),
    accessToken: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,20}-[\\x21-\\x7e]{1,256}$',
        secret: true,
        description:
          'The access token of the account, made after the app got the permission for direct messages; it begins with the number of the account',
      }),
    ),
    accessSecret: key('The access token secret of the account', true),
    apiBase: Type.String({
      default: 'https://api.x.com',
      pattern: '^https?://[^\\s/]+$',
      description: 'The address of the API of X',
    }),
  },
  { additionalProperties: false },
)
export type XSettings = Static<typeof settings>

function key(description: string, secret: boolean) {
  return Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,256}$', secret, description }))
}

/** The number of the account, which its access token begins with. */
export function ownId({ accessToken }: XSettings): string | null {
  return accessToken?.split('-')[0] ?? null
}
