import Type from 'typebox'

/** The settings that every account at Meta has; `at` is where its API lives. */
export function settings(at: string) {
  return {
    token: secret('The access token of a system user or of the page, which lasts'),
    appSecret: secret(
      "The app's secret, by which deliveries of Meta are known (app dashboard, Basic settings)",
    ),
    verifyToken: secret(
      'A long random word of your own: give the same one to the app dashboard with the callback URL',
    ),
    apiBase: Type.String({
      default: at,
      pattern: '^https?://[^\\s/]+$',
      description: 'The address of the Graph API',
    }),
    version: Type.String({
      default: 'v26.0',
      pattern: '^v[0-9]{1,3}\\.[0-9]$',
      description: 'The version of the Graph API',
    }),
  }
}

/** The id of something at Meta: a page, a number, an app. */
export function id(description: string) {
  return Type.Optional(Type.String({ pattern: '^[0-9]{1,32}$', description }))
}

function secret(description: string) {
  return Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,1024}$', secret: true, description }))
}
