import type { Channel } from '../channel.ts'
import { type InstagramSettings, settings } from '../platforms/instagram/settings.ts'
import { connect } from '../platforms/messenger/connect.ts'
import { inbound } from '../platforms/messenger/inbound.ts'
import { type PageCall, render } from '../platforms/messenger/render.ts'
import { entries } from '../platforms/meta/entries.ts'
import { handshake } from '../platforms/meta/handshake.ts'
import { metaSample, signature } from '../platforms/meta/signature.ts'

/** Professional accounts of Instagram. Source: https://developers.facebook.com/docs/instagram-platform */
export const instagram: Channel<InstagramSettings, PageCall> = {
  title: 'Instagram',
  settings,
  limits: {
    text: 1000,
    unit: 'bytes',
    choices: 13, // quick replies
    choiceText: 20,
    choiceValue: 999, // a payload: 1000, one of them between the visit and the value
    media: ['image', 'audio', 'video'],
    caption: 162, // files have none: this is a card's title and words, 80 each, and the blank line between
    location: false,
    card: true,
    window: { botHours: 24, agentHours: 7 * 24 }, // an agent by the tag HUMAN_AGENT
    batch: 1,
  },
  platformId: ({ accountId }) => accountId ?? null,
  off,
  verify: (request, { appSecret }) => signature(request, appSecret),
  answer: (request, { verifyToken }) => handshake(request, verifyToken),
  sample: ({ appSecret }, webhook) => metaSample('instagram', webhook, appSecret),
  parse: (request, { accountId, appId }) => inbound(entries(request, 'instagram'), accountId, appId),
  render: (message, to) => render(message, to, { always: {}, marked: {} }),
  // The token says whose it is, also that of a page whose Instagram account this is.
  connect: (account, needs) => connect({ ...account, own: 'me', who: 'Instagram' }, needs),
}

function off({ token, accountId, appId, appSecret, verifyToken }: InstagramSettings): string | null {
  if (!token) return 'INSTAGRAM_TOKEN is not set: the app dashboard gives every account its token.'
  if (!accountId) return 'INSTAGRAM_ACCOUNT_ID is not set: it is by this that deliveries find the account.'
  if (!appId) return 'INSTAGRAM_APP_ID is not set: it is by this that Parley knows its own messages again.'
  if (!appSecret) return 'INSTAGRAM_APP_SECRET is not set: it is by this that deliveries of Meta are known.'
  if (!verifyToken) return 'INSTAGRAM_VERIFY_TOKEN is not set: Meta asks for it before it delivers.'
  return null
}
