import Type, { type Static } from 'typebox'

/** What connects an official account of WeChat. */
export const settings = Type.Object(
  {
    appId: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: 'The AppID (wx…), from the basic configuration of the account at mp.weixin.qq.com',
      }),
    ),
    appSecret: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{1,256}$',
        secret: true,
        description: 'The AppSecret, from the same page',
      }),
    ),
    token: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9]{3,32}$',
        secret: true,
        description:
          'A long random word of A-Z, a-z and 0-9 of your own, 32 at the most: give the same one to the server configuration of the account',
      }),
    ),
    aesKey: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9]{43}$',
        secret: true,
        description:
          'The EncodingAESKey of the server configuration, when its mode is safe (it should be); when empty, the mode is plain, where the signature does not cover what a delivery says',
      }),
    ),
    apiBase: Type.String({
      default: 'https://api.weixin.qq.com',
      pattern: '^https?://[^\\s/]+$',
      description: 'The address of the API of WeChat',
    }),
  },
  { additionalProperties: false },
)
export type WeChatSettings = Static<typeof settings>
