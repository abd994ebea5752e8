import type { Channel } from '../channel.ts'
import { connect } from '../platforms/custom/connect.ts'
import { inbound } from '../platforms/custom/inbound.ts'
import { type CustomCall, render } from '../platforms/custom/render.ts'
import { type CustomSettings, settings, widest } from '../platforms/custom/settings.ts'
import { verify } from '../platforms/custom/signing.ts'

/**
 * A gateway of your own, to a platform that Parley does not know or that has no public API: webhooks both ways, signed
 * as https://www.standardwebhooks.com says. What an account's gateway can carry is in its settings.
 */
export const custom: Channel<CustomSettings, CustomCall> = {
  title: 'Custom gateway',
  settings,
  limits: widest,
  platformId: ({ platformId }) => platformId ?? null,
  off,
  verify: (request, { secret }) => verify(request, secret),
  parse: ({ body, headers }) => inbound(body, headers['webhook-id'] ?? ''),
  render,
  connect,
}

function off({ secret, url }: CustomSettings): string | null {
  if (!secret) return 'CUSTOM_SECRET is not set: it is by this that both sides know each other.'
  if (!url) return 'CUSTOM_URL is not set: it is there that Parley posts what is said to customers.'
  return null
}
