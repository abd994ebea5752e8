import { createHmac } from 'node:crypto'
import type { Answer, Channel, WebhookRequest } from '../channel.ts'
import { equal } from '../platforms/equal.ts'
import { connect } from '../platforms/viber/connect.ts'
import { inbound, isNew } from '../platforms/viber/inbound.ts'
import { json } from '../platforms/viber/json.ts'
import { longest, longestLabel, render, type ViberCall } from '../platforms/viber/render.ts'
import { senderOf, settings, type ViberSettings } from '../platforms/viber/settings.ts'

/** Bots of Viber. Source: https://developers.viber.com/docs/api/rest-bot-api/ */
export const viber: Channel<ViberSettings, ViberCall> = {
  title: 'Viber',
  settings,
  limits: {
    text: longest,
    unit: 'utf16',
    choices: 12, // rows of a keyboard: Viber takes 24, but a whole message is 30 KB at the most
    choiceText: longestLabel,
    choiceValue: 100,
    media: ['image'], // of a video and a file Viber wants to know the size, which we do not
    caption: 768,
    location: true,
    card: true,
    batch: 1,
  },
  off,
  verify,
  stored,
  parse: ({ body }) => inbound(json(body.toString('utf8'))),
  render,
  connect,
}

function off({ token, name }: ViberSettings): string | null {
  if (!token) return 'VIBER_TOKEN is not set: it is by this that deliveries of Viber are known.'
  if (!name) return 'VIBER_NAME is not set: Viber shows it as who writes.'
  return null
}

/** Source: https://developers.viber.com/docs/api/rest-bot-api/#callbacks */
function verify({ headers, body }: WebhookRequest, { token }: ViberSettings): boolean {
  if (!token) return false // anybody could sign with it
  const expected = createHmac('sha256', token).update(body).digest('hex')
  return equal(headers['x-viber-content-signature'] ?? '', expected)
}

/** The one message that somebody gets who has not written yet. Source: #sending-a-welcome-message */
function stored({ body }: WebhookRequest, account: ViberSettings): Answer {
  if (!account.welcome || !isNew(json(body.toString('utf8')))) return { status: 200 }
  const welcome = { sender: senderOf(account), type: 'text', text: account.welcome }
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(welcome),
  }
}
