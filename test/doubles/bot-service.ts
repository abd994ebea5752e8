import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type StandInAnswer, type StandInCall, startStandIn } from './stand-in.ts'

export type BotService = Awaited<ReturnType<typeof startBotService>>

/** What the service answers when it refuses. */
export const faults = {
  busy: refusal(429, 'TooManyRequests', 'Slow down', { 'retry-after': '14' }),
  broken: refusal(502, 'BadGateway', 'Upstream'),
  conflict: refusal(412, 'PreconditionFailed', 'Another write came first'),
  refused: refusal(400, 'BadSyntax', 'The activity is not right'),
  large: refusal(413, 'MessageSizeTooBig', 'Too large'),
  blocked: refusal(403, 'MessageWritesBlocked', 'The user blocked the bot'),
  gone: refusal(404, 'BotNotInConversationRoster', 'The bot was removed'),
  lost: refusal(404, 'ConversationNotFound', 'There is none'),
  disabled: refusal(403, 'BotDisabledByAdmin', 'The tenant does not allow this bot'),
  account: refusal(401, 'Unauthorized', 'Authorization has been denied for this request.'),
} as const

/** A call that says something. */
export const sending = /^\/v3\/conversations\/[^/]+\/activities$/

const service = pair('key-of-the-service')
const login = pair('key-of-the-login')
const stranger = pair('key-of-the-service')

/** The keys of the service and of Microsoft's login, as they are published; each channel is one that they vouch for. */
export const published = {
  service: {
    keys: [
      {
        ...service.jwk,
        endorsements: ['msteams', 'slack', 'directline', 'webchat', 'facebook', 'skype', 'kik'],
      },
    ],
  },
  callers: { keys: [login.jwk] },
}

/** A token as the service makes it; `by` names another signer, or another key that says it is the service's. */
export function token(
  claims: Record<string, unknown>,
  by: 'service' | 'login' | 'stranger' = 'service',
  alg = 'RS256',
) {
  const { key, jwk } = { service, login, stranger }[by]
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', alg, kid: jwk.kid })}.${part(claims)}`
  return `${signed}.${createSign(alg === 'RS384' ? 'RSA-SHA384' : 'RSA-SHA256')
    .update(signed)
    .sign(key, 'base64url')}`
}

/** What a token for a delivery says that holds at `now`, s. */
export function claims(appId: string, serviceUrl: string | undefined, now = Math.floor(Date.now() / 1000)) {
  return {
    iss: 'https://api.botframework.com',
    aud: appId,
    nbf: now - 60,
    exp: now + 3600,
    ...(serviceUrl === undefined ? {} : { serviceurl: serviceUrl }),
  }
}

/**
 * A stand-in for Azure Bot Service: Microsoft's login, the keys, the connector that takes what the bot says, and a Direct
 * Line 3.0 endpoint that forwards what a client says to the bot's `webhook`, signed as the connector does.
 */
export async function startBotService({ appId, password }: { appId: string; password: string }) {
  const given = new Set<string>()
  const talks = new Map<string, { type?: string; [field: string]: unknown }[]>()
  const forwarded: number[] = []
  const files = new Map<string, string>()
  let webhook = ''
  let number = 0

  const answers: [RegExp, (call: StandInCall, found: string) => StandInAnswer][] = [
    [/^POST \/([\w.-]+)\/oauth2\/v2\.0\/token$/, ({ body }) => give(new URLSearchParams(body))],
    [/^GET \/openid$/, () => ok({ issuer: 'https://api.botframework.com', jwks_uri: '/keys' })],
    [/^GET \/keys$/, () => ok(published.service)],
    [
      /^GET \/botframework\.com\/v2\.0\/\.well-known\/openid-configuration$/,
      () => ok({ jwks_uri: '/login-keys' }),
    ],
    [/^GET \/login-keys$/, () => ok(published.callers)],
    [
      /^POST \/v3\/conversations\/([^/]+)\/activities$/,
      ({ body, headers }, id) => said(decodeURIComponent(id), body, headers.authorization),
    ],
    [/^GET \/v3\/attachments\/(\w+)$/, ({ headers }, id) => kept(id, headers.authorization)],
    [
      /^POST \/v3\/directline\/tokens\/(?:generate|refresh)$/,
      () => ok({ token: 'dl-token', expires_in: 1800 }),
    ],
    [/^POST \/v3\/directline\/conversations$/, () => begun()],
    [
      /^POST \/v3\/directline\/conversations\/([^/]+)\/activities$/,
      ({ body }, id) => heard(id, JSON.parse(body)),
    ],
    [
      /^GET \/v3\/directline\/conversations\/([^/]+)\/activities$/,
      ({ query }, id) => since(id, Number(query.get('watermark') ?? 0)),
    ],
  ]

  function give(form: URLSearchParams): StandInAnswer {
    const right =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === appId &&
      form.get('client_secret') === password &&
      form.get('scope') === 'https://api.botframework.com/.default'
    if (!right)
      return {
        status: 401,
        body: JSON.stringify({
          error: 'invalid_client',
          error_description: `AADSTS7000215: Invalid client secret '${form.get('client_secret')}' provided.\r\nTrace ID: 1`,
        }),
      }
    const access_token = `token-${given.size + 1}`
    given.add(access_token)
    return ok({ access_token, expires_in: 3600, token_type: 'Bearer' })
  }

  const known = (authorization = '') => given.has(authorization.replace(/^Bearer /, ''))

  function said(id: string, body: string, authorization?: string): StandInAnswer {
    if (!known(authorization)) return faults.account
    const activity = JSON.parse(body)
    if (activity.type === 'typing') return ok({ id: '' })
    if (activity.type !== 'message' || (!activity.text?.trim() && !activity.attachments?.length))
      return faults.refused
    return ok({ id: keep(id, activity) })
  }

  function keep(id: string, activity: object): string {
    const talk = talks.get(id) ?? []
    talks.set(id, talk)
    const made = `${id}|${`${talk.length}`.padStart(7, '0')}`
    talk.push({ ...activity, id: made, timestamp: new Date().toISOString(), conversation: { id } })
    return made
  }

  function kept(id: string, authorization?: string): StandInAnswer {
    const body = files.get(id)
    if (!known(authorization) || body === undefined) return faults.account
    return { status: 200, headers: { 'content-type': 'image/png' }, body }
  }

  function begun(): StandInAnswer {
    const conversationId = `talk-${++number}`
    const members = [{ id: 'user1' }, { id: 'shop@bot' }]
    forward(conversationId, {
      type: 'conversationUpdate',
      id: `${conversationId}|begin`,
      membersAdded: members,
      from: { id: 'user1' },
    })
    return { status: 201, body: JSON.stringify({ conversationId, token: 'dl-token', expires_in: 1800 }) }
  }

  function heard(id: string, activity: object): StandInAnswer {
    const made = keep(id, activity)
    forward(id, { ...activity, id: made })
    return ok({ id: made })
  }

  function since(id: string, watermark: number): StandInAnswer {
    const talk = talks.get(id) ?? []
    return ok({ activities: talk.slice(watermark), watermark: `${talk.length}` })
  }

  /** What the connector delivers: with its own address, and a token for that. */
  function forward(id: string, activity: object): void {
    const serviceUrl = `${standIn.url}/`
    const about = {
      serviceUrl,
      channelId: 'directline',
      conversation: { id },
      recipient: { id: 'shop@bot', name: 'shop' },
    }
    const body = JSON.stringify({ timestamp: new Date().toISOString(), ...activity, ...about })
    void fetch(webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token(claims(appId, serviceUrl))}`,
      },
      body,
    }).then(({ status }) => forwarded.push(status))
  }

  const standIn = await startStandIn((call) => {
    for (const [pattern, answer] of answers) {
      const found = pattern.exec(`${call.method} ${call.path}`)
      if (found) return answer(call, found[1] ?? '')
    }
    return refusal(404, 'NotFound', 'Not found')
  })
  return {
    ...standIn,
    /** What the bot was answered when its deliveries came, in order. */
    forwarded,
    /** Where the bot takes deliveries. */
    deliverTo: (url: string) => {
      webhook = url
    },
    /** Keeps a file that a customer sent. */
    keep: (id: string, body: string) => void files.set(id, body),
    /** Makes the tokens that were given worthless. */
    revoke: () => given.clear(),
    /** What the bot said, in order. */
    sends: () => standIn.calls.filter(({ path }) => sending.test(path)).map(({ body }) => JSON.parse(body)),
  }
}

function pair(kid: string): { key: KeyObject; jwk: { kid: string; kty: string; [field: string]: unknown } } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { key: privateKey, jwk: { kty: 'RSA', ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } }
}

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify(value) }
}

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify({ error: { code, message } }) }
}
