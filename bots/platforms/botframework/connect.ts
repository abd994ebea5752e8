import { type Connection, type ConnectionNeeds, DeliveryError, type Http } from '../../channel.ts'
import { download } from '../download.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { send } from '../send.ts'
import { Address } from './address.ts'
import { check } from './check.ts'
import { failure } from './failure.ts'
import { file, guarded } from './files.ts'
import { fetchKeys } from './keys.ts'
import type { BotCall } from './render.ts'
import type { Network, Reference } from './sdk.ts'
import type { BotSettings } from './settings.ts'
import { createTokens } from './token.ts'

/**
 * Opens a bot of Azure Bot Service. It answers at the address that a verified delivery named, by https and never at a
 * private one, save `serviceBase`.
 */
export function connect(settings: BotSettings, needs: ConnectionNeeds): Connection<BotCall> {
  const tokens = createTokens(settings, needs)
  const own = settings.serviceBase === undefined ? null : new URL(settings.serviceBase).origin
  const sdk = import('./sdk.ts')
  sdk.catch(() => undefined) // told when something is sent
  // A service is not the operator's word: only its own setting opens a private address.
  const http: Http = ({ trusted: _, ...request }) =>
    needs.http(own === null ? request : { ...request, trusted: own })

  function network(signal?: AbortSignal): Network {
    const once = async (request: Parameters<Network>[0]) => {
      const token = await tokens.bearer()
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const limit = signal ? { signal } : {}
      const answer = await exchange(http, 'Bot Framework', { ...request, headers, ...limit })
      if (answer.status === 401) tokens.forget(token)
      return answer
    }
    return async (request) => {
      const first = await once(request)
      const answer = first.status === 401 ? await once(request) : first
      if (answer.status < 200 || answer.status >= 300) throw failure(answer)
      if (answer.body !== '' && json(answer.body) === null)
        throw new DeliveryError('unknown', 'Bot Framework gave an answer that is none.')
      return answer.body
    }
  }

  async function say({ to, activity }: BotCall, signal?: AbortSignal): Promise<string> {
    if (to === null)
      throw new DeliveryError(
        'permanent',
        'Nobody has written from there yet, so there is no address to answer.',
      )
    const service = URL.parse(to.service)
    if (service === null || (service.protocol !== 'https:' && service.origin !== own))
      throw new DeliveryError(
        'permanent',
        `${to.service} is no safe address, and not BOTFRAMEWORK_SERVICE_BASE.`,
      )
    const { say } = await sdk
    return say(network(signal), settings.appId ?? '', referenceOf(to), activity)
  }

  return {
    send: (calls, { key, signal }) => send(calls, signal, async (call) => (await say(call, signal)) || key),
    async typing({ address }) {
      if (!fits(Address, address)) return
      await say({ to: address, activity: { type: 'typing' } }).catch((error: unknown) =>
        needs.log.debug({ error }, 'Bot Framework did not take a hint'),
      )
    },
    async media(url, signal) {
      const needsToken = url.startsWith(guarded)
      const place = url.startsWith(file)
        ? URL.parse(url.slice(needsToken ? guarded.length : file.length))
        : null
      if (place === null) throw new Error('This is no file of Bot Framework.')
      if (needsToken && place.protocol !== 'https:' && place.origin !== own)
        throw new Error(`${place.host} is no safe address for the bot's token.`)
      const headers: Record<string, string> = needsToken
        ? { authorization: `Bearer ${await tokens.bearer()}` }
        : {}
      return download(needs.fetch, place, { headers, signal, trusted: own ?? '' })
    },
    keys: () => fetchKeys(settings, needs.http),
    check: () => check({ token: tokens.bearer, keys: () => fetchKeys(settings, needs.http) }, needs.webhook),
    close: async () => undefined,
  }
}

function referenceOf({ channel, service, conversation, bot, user, group, kind }: Address): Reference {
  const named = ({ id, name = '' }: Address['bot']) => ({ id, name })
  return {
    channelId: channel,
    serviceUrl: service,
    conversation: { id: conversation, isGroup: group === true, name: '', conversationType: kind ?? '' },
    bot: named(bot),
    user: named(user),
  }
}
