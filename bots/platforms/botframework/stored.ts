import type { Answer, WebhookRequest } from '../../channel.ts'
import { json } from '../json.ts'
import { fieldOf } from './activity.ts'

/** The button of an adaptive card, as it is named. */
export const cardAction = 'adaptiveCard/action'

/**
 * What a delivery is answered with that was stored. An invoke waits for its answer in the body; the words of the bot come
 * as a message. Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
 */
export function stored({ body }: WebhookRequest): Answer {
  const activity = json(body.toString('utf8'))
  if (fieldOf(activity, 'type') !== 'invoke') return { status: 200 }
  const pressed = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'OK' }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fieldOf(activity, 'name') === cardAction ? pressed : {}),
  }
}
