import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from 'jose'
import Type from 'typebox'
import type { WebhookRequest } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import type { BotSettings } from './settings.ts'

/**
 * Whether the service, or another bot that may, sent a delivery: its token is for this bot, is signed with one of
 * the `keys`, holds now, and is for the service's address and channel that the activity names. Never throws.
 * Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export async function verify(
  { headers, body }: WebhookRequest,
  settings: BotSettings,
  keys: Json = null,
): Promise<boolean> {
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(headers.authorization ?? '') ?? []
  if (token === undefined || !settings.appId || !fits(Keys, keys)) return false
  // It takes 50 ms and 11 MB to load, so only where a delivery comes.
  const { decodeJwt, jwtVerify } = await import('jose')
  try {
    const byService = decodeJwt(token).iss === settings.issuer
    const known = byService ? keys.service : keys.callers
    if (!fits(KeySet, known)) return false
    const issuer = byService ? settings.issuer : loginsOf(settings)
    const { payload, protectedHeader } = await jwtVerify(token, await finder(known), {
      algorithms: ['RS256'],
      audience: settings.appId,
      issuer,
      clockTolerance: '5 minutes',
      requiredClaims: ['exp'],
    })
    const activity = json(body.toString('utf8'))
    const head = fits(Head, activity) ? activity : {}
    if (!byService) return isCaller(payload, settings)
    const key = known.keys.find(({ kid }) => kid === protectedHeader.kid)
    const isEndorsed = head.channelId === undefined || key?.endorsements?.includes(head.channelId) === true
    return isEndorsed && payload.serviceurl === head.serviceUrl
  } catch {
    return false // whatever jose throws, it is not believed
  }
}

const text = Type.Optional(Type.String())
const Head = Type.Object({ serviceUrl: text, channelId: text })
const Keys = Type.Object({ service: Type.Unknown(), callers: Type.Unknown() })
const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({ kty: Type.String(), kid: text, endorsements: Type.Optional(Type.Array(Type.String())) }),
  ),
})

const finders = new WeakMap<JSONWebKeySet, JWTVerifyGetKey>()

/** Keys are imported once, as long as they are the same object. */
async function finder(keys: JSONWebKeySet): Promise<JWTVerifyGetKey> {
  const known = finders.get(keys)
  if (known) return known
  const { createLocalJWKSet } = await import('jose')
  const made = createLocalJWKSet(keys)
  finders.set(keys, made)
  return made
}

/** Other bots, and the Emulator, have their tokens from Microsoft's login, of either version. */
function loginsOf({ tenant, loginBase }: BotSettings): string[] {
  return [...microsoft, tenant].flatMap((one) => [
    `https://sts.windows.net/${one}/`,
    `${new URL(loginBase).origin}/${one}/v2.0`,
  ])
}

/** The tenants of the Bot Framework itself. Source: AuthenticationConstants of botframework-connector */
const microsoft = ['d6d49420-f39b-4df7-a1dc-d59a935871db', 'f8cdef31-a31e-4b4a-93e4-5f571e91255a']

function isCaller({ appid, azp }: JWTPayload, { callers = '' }: BotSettings): boolean {
  const caller = azp ?? appid
  return typeof caller === 'string' && callers.split(',').some((one) => one.trim() === caller)
}
