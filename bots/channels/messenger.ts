import type { Channel } from '../channel.ts'
import { connect } from '../platforms/messenger/connect.ts'
import { inbound } from '../platforms/messenger/inbound.ts'
import { mark, type PageCall, render } from '../platforms/messenger/render.ts'
import { type MessengerSettings, settings } from '../platforms/messenger/settings.ts'
import { entries } from '../platforms/meta/entries.ts'
import { handshake } from '../platforms/meta/handshake.ts'
import { metaSample, signature } from '../platforms/meta/signature.ts'

/** Pages of Facebook. Source: https://developers.facebook.com/docs/messenger-platform */
export const messenger: Channel<MessengerSettings, PageCall> = {
  title: 'Messenger',
  settings,
  limits: {
    text: 2000,
    unit: 'utf16',
    choices: 13, // quick replies
    choiceText: 20,
    choiceValue: 999, // a payload: 1000, one of them between the visit and the value
    media: ['image', 'audio', 'video', 'file'],
    caption: 162, // files have none: this is a card's title and words, 80 each, and the blank line between
    location: false,
    card: true,
    window: { botHours: 24, agentHours: 7 * 24 }, // an agent by the tag HUMAN_AGENT
    batch: 1,
  },
  platformId: ({ pageId }) => pageId ?? null,
  off,
  verify: (request, { appSecret }) => signature(request, appSecret),
  answer: (request, { verifyToken }) => handshake(request, verifyToken),
  sample: ({ appSecret }, webhook) => metaSample('page', webhook, appSecret),
  parse: (request, { pageId, appId }) => inbound(entries(request, 'page'), pageId, appId),
  render: (message, to) =>
    render(message, to, { always: { messaging_type: 'RESPONSE' }, marked: { metadata: mark } }),
  connect: (account, needs) => connect({ ...account, own: account.pageId ?? '', who: 'Messenger' }, needs),
}

function off({ token, pageId, appId, appSecret, verifyToken }: MessengerSettings): string | null {
  if (!token) return 'MESSENGER_TOKEN is not set: the app dashboard gives every page its token.'
  if (!pageId) return 'MESSENGER_PAGE_ID is not set: it is by this that messages leave.'
  if (!appId) return 'MESSENGER_APP_ID is not set: it is by this that Parley knows its own messages again.'
  if (!appSecret) return 'MESSENGER_APP_SECRET is not set: it is by this that deliveries of Meta are known.'
  if (!verifyToken) return 'MESSENGER_VERIFY_TOKEN is not set: Meta asks for it before it delivers.'
  return null
}
