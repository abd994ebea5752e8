import { createHmac } from 'node:crypto'
import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
import { equal } from '../platforms/equal.ts'
import { json } from '../platforms/json.ts'
import { closed, connect } from '../platforms/kik/connect.ts'
import { inbound } from '../platforms/kik/inbound.ts'
import { type KikCall, render } from '../platforms/kik/render.ts'
import { type KikSettings, settings } from '../platforms/kik/settings.ts'
import { sample } from '../platforms/sample.ts'

/**
 * Bots of Kik, by its own signed protocol. Its documentation is gone with the platform; what is known is in
 * kikinteractive/kik-node and kik-python. What still speaks by Bot Framework is handled there.
 */
export const kik: Channel<KikSettings, KikCall> = {
  title: 'Kik',
  closed,
  settings,
  limits: {
    text: 2000, // none was published: what a phone shows well
    unit: 'utf16',
    choices: 20, // suggested answers
    choiceText: 100, // none was published
    choiceValue: 1000,
    media: ['image', 'video'],
    caption: 2000, // a message of its own, in the same request
    location: false,
    card: false,
    batch: 1,
  },
  off,
  verify,
  sample: ({ key = '' }, webhook) => {
    const body = Buffer.from('{"messages":[]}')
    return sample(webhook, body, { 'x-kik-signature': signed(body, key) })
  },
  parse,
  render,
  connect,
}

function off({ username, key }: KikSettings): string | null {
  if (!username) return 'KIK_USERNAME is not set: it is by this that the bot is known.'
  if (!key) return 'KIK_KEY is not set: with it deliveries are signed, and messages are sent.'
  return null
}

function verify({ headers, body }: WebhookRequest, { key }: KikSettings): boolean {
  if (!key) return false
  return equal((headers['x-kik-signature'] ?? '').toLowerCase(), signed(body, key))
}

function signed(body: Buffer, key: string): string {
  return createHmac('sha1', key).update(body).digest('hex')
}

function parse({ body }: WebhookRequest): Inbound[] {
  return inbound(json(body.toString('utf8')))
}
