import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

type Answered = Awaited<ReturnType<Http>>

/**
 * Why the service refused an activity. Sources:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#error-codes and
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
 */
export function failure(answer: Answered): DeliveryError {
  const { status } = answer
  const told = json(answer.body)
  const { code = '', message = '' } = fits(Problem, told) ? told.error : {}
  const said = `Bot Framework said: ${[status, code, message].filter(Boolean).join(' ')}`.slice(0, 500)
  if (status === 429 || status === 412 || status >= 500) {
    const after = retryAfter(answer)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  if (status === 401) return new DeliveryError('account', said)
  if (status === 403) return new DeliveryError(accounts.has(code) ? 'account' : 'blocked', said)
  if (status === 404 && gone.has(code)) return new DeliveryError('blocked', said)
  return new DeliveryError('permanent', said)
}

/** The bot may write to nobody there, whoever it is. */
const accounts = new Set([
  'BotDisabledByAdmin',
  'BotNotRegistered',
  'InvalidBotApiHost',
  'BotApiHostMismatch',
])
/** The bot was removed, or the other has left. */
const gone = new Set(['BotNotInConversationRoster', 'ConversationBlockedByUser'])

/** Why Microsoft gives no token: its own first line, without the secret. */
export function refusal(answer: Answered, secret: string): DeliveryError {
  const told = json(answer.body)
  const { error = '', error_description: words = '' } = fits(Refused, told) ? told : {}
  const [line = ''] = words.split(/\r?\n/)
  const raw = `Microsoft gives no token: ${[answer.status, line || error].filter(Boolean).join(' ')}`.slice(
    0,
    500,
  )
  const said = secret === '' ? raw : raw.replaceAll(secret, '…')
  if (answer.status === 429 || answer.status >= 500) {
    const after = retryAfter(answer)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  return new DeliveryError('account', said)
}

const text = Type.Optional(Type.String())
const Problem = Type.Object({ error: Type.Object({ code: text, message: text }) })
const Refused = Type.Object({ error: text, error_description: text })
