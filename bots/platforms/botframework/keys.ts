import Type from 'typebox'
import type { Http } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import type { BotSettings } from './settings.ts'

/**
 * The public keys of the service, and of Microsoft's login where other bots may call. Throws when there are none.
 * Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export async function fetchKeys(settings: BotSettings, http: Http): Promise<Json> {
  const login = new URL('/botframework.com/v2.0/.well-known/openid-configuration', settings.loginBase).href
  const [service, callers] = await Promise.all([
    named(settings.openIdUrl, http),
    settings.callers ? named(login, http) : null,
  ])
  return { service, callers }
}

async function named(metadata: string, http: Http): Promise<Json> {
  const found = await read(metadata, http)
  if (!fits(Metadata, found)) throw new Error(`${metadata} names no keys.`)
  const keys = await read(new URL(found.jwks_uri, metadata).href, http)
  if (!fits(Keys, keys)) throw new Error(`${found.jwks_uri} has no keys.`)
  return JSON.parse(JSON.stringify(keys))
}

async function read(url: string, http: Http): Promise<unknown> {
  const answer = await exchange(http, 'Microsoft', { url })
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`)
  return json(answer.body)
}

const Metadata = Type.Object({ jwks_uri: Type.String({ minLength: 1 }) })
const Keys = Type.Object({ keys: Type.Array(Type.Unknown(), { minItems: 1 }) })
