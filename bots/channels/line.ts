import { createHmac } from 'node:crypto'
import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
import { equal } from '../platforms/equal.ts'
import { connect } from '../platforms/line/connect.ts'
import { inbound } from '../platforms/line/inbound.ts'
import { type LineCall, longest, render } from '../platforms/line/render.ts'
import { type LineSettings, settings } from '../platforms/line/settings.ts'
import { sample } from '../platforms/sample.ts'

/** LINE official accounts. Source: https://developers.line.biz/en/reference/messaging-api/ */
export const line: Channel<LineSettings, LineCall> = {
  title: 'LINE',
  settings,
  limits: {
    text: longest,
    unit: 'utf16',
    choices: 13, // quick replies
    choiceText: 20,
    choiceValue: 278, // 300 characters, with the label and what stands between
    media: ['image'], // a video needs a picture and a sound its length, which we do not know
    caption: longest, // a message of its own, in the same request
    location: true,
    card: true,
    batch: 5, // of a reply token, which is good once
  },
  off,
  verify,
  sample: ({ secret = '' }, webhook) => {
    const body = Buffer.from('{"destination":"","events":[]}')
    return sample(webhook, body, { 'x-line-signature': signed(body, secret) })
  },
  parse,
  render,
  connect,
}

function off({ secret, token }: LineSettings): string | null {
  if (!secret) return 'LINE_SECRET is not set: it is by this that deliveries of LINE are known.'
  if (!token) return 'LINE_TOKEN is not set: it is with this that Parley answers.'
  return null
}

/** Source: https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
function verify({ headers, body }: WebhookRequest, { secret }: LineSettings): boolean {
  if (!secret) return false
  return equal(headers['x-line-signature'] ?? '', signed(body, secret))
}

function signed(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

function parse({ body }: WebhookRequest): Inbound[] {
  try {
    return inbound(JSON.parse(body.toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
