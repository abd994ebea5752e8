import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { refusal } from './failure.ts'
import type { BotSettings } from './settings.ts'

export type Tokens = ReturnType<typeof createTokens>

/** How long before its end a token is asked for anew, ms. */
const early = 5 * 60_000

/**
 * The bot's own token for the service: asked for once, however many wait for it, and kept while it holds.
 * Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#bot-to-connector
 */
export function createTokens(settings: BotSettings, { http, clock }: { http: Http; clock: () => number }) {
  let known: { token: string; until: number } | null = null
  let asking: Promise<string> | null = null

  async function ask(): Promise<string> {
    const answer = await exchange(http, "Microsoft's login", {
      url: new URL(`/${settings.tenant}/oauth2/v2.0/token`, settings.loginBase).href,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: settings.appId ?? '',
        client_secret: settings.password ?? '',
        scope: `${settings.issuer}/.default`,
      }).toString(),
    }).catch((error: unknown) => {
      // Nothing was said to anybody yet.
      throw error instanceof DeliveryError ? new DeliveryError('retry', error.message) : error
    })
    if (answer.status !== 200) throw refusal(answer, settings.password ?? '')
    const given = json(answer.body)
    if (!fits(Given, given))
      throw new DeliveryError('retry', "Microsoft's login gave an answer that is none.")
    known = { token: given.access_token, until: clock() + given.expires_in * 1000 - early }
    return given.access_token
  }

  return {
    /** A token that holds. Throws DeliveryError. */
    async bearer(): Promise<string> {
      if (known && clock() < known.until) return known.token
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    /** Lets a token go which the service did not take. */
    forget(token: string): void {
      if (known?.token === token) known = null
    },
  }
}

const Given = Type.Object({
  access_token: Type.String({ pattern: '^[\\x21-\\x7e]{1,20000}$' }),
  expires_in: Type.Number(),
})
