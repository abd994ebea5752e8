import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
import { equal } from '../platforms/equal.ts'
import { sample } from '../platforms/sample.ts'
import { connect } from '../platforms/telegram/connect.ts'
import { inbound } from '../platforms/telegram/inbound.ts'
import { longest, render, type TelegramCall } from '../platforms/telegram/render.ts'
import { modeOf, settings, type TelegramSettings } from '../platforms/telegram/settings.ts'

/** Telegram bots. Sources: https://core.telegram.org/bots/api and /bots/webhooks */
export const telegram: Channel<TelegramSettings, TelegramCall> = {
  title: 'Telegram',
  settings,
  limits: {
    text: longest,
    unit: 'utf16',
    choices: 100,
    choiceText: 64, // what a phone shows of a button that has its row for itself
    choiceValue: 63, // callback_data: 64 bytes, one of them between the visit and the value
    media: ['image', 'audio', 'video', 'file'],
    caption: 1024,
    location: true,
    card: true,
    batch: 1,
  },
  off,
  verify: (request, { secret }) =>
    secret !== undefined && equal(request.headers['x-telegram-bot-api-secret-token'] ?? '', secret),
  sample: (account, webhook) =>
    modeOf(account) === 'polling'
      ? null
      : sample(webhook, Buffer.from('{}'), { 'x-telegram-bot-api-secret-token': account.secret ?? '' }),
  parse,
  render,
  connect,
}

function off(account: TelegramSettings): string | null {
  if (!account.token) return 'TELEGRAM_TOKEN is not set: @BotFather gives every bot its token.'
  if (modeOf(account) === 'webhook' && !account.secret)
    return 'TELEGRAM_SECRET is not set: it is by this that deliveries of Telegram are known.'
  return null
}

function parse(request: WebhookRequest): Inbound[] {
  try {
    return inbound(JSON.parse(request.body.toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
