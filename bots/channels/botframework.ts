import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
import { connect } from '../platforms/botframework/connect.ts'
import { inbound } from '../platforms/botframework/inbound.ts'
import { type BotCall, longest, render } from '../platforms/botframework/render.ts'
import { type BotSettings, settings } from '../platforms/botframework/settings.ts'
import { stored } from '../platforms/botframework/stored.ts'
import { verify } from '../platforms/botframework/verify.ts'
import { json } from '../platforms/json.ts'

/**
 * Bots of Azure Bot Service: Teams, Slack, Direct Line, Web Chat and what else it has, told apart by `channelId`.
 * Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export const botframework: Channel<BotSettings, BotCall> = {
  title: 'Microsoft Bot Framework',
  settings,
  limits: {
    text: longest, // of Facebook's; Teams and Slack take more
    unit: 'utf16',
    choices: 10, // every channel with buttons has room for ten; the others are given numbers by `render`
    choiceText: 20, // on every channel, by channel.ts of botbuilder-dialogs
    choiceValue: 1000,
    media: ['image', 'audio', 'video', 'file'],
    caption: longest,
    location: false,
    card: true,
    batch: 1,
  },
  off,
  verify,
  stored,
  parse,
  render,
  connect,
}

function off({ appId, password }: BotSettings): string | null {
  if (!appId) return 'BOTFRAMEWORK_APP_ID is not set: it is for this app that deliveries are signed.'
  if (!password) return 'BOTFRAMEWORK_PASSWORD is not set: it is with this that Parley answers.'
  return null
}

function parse({ body }: WebhookRequest): Inbound[] {
  return inbound(json(body.toString('utf8')))
}
