import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from './json.ts'

/** Why Viber refused a call. Source: https://developers.viber.com/docs/api/rest-bot-api/#error-codes */
export function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const { status, words } = faultOf(answer.body)
  const said = `Viber said: ${status ?? answer.status} ${words}`.trim()
  const known = meanings.get(status ?? -1)
  const kind = kinds.get(status ?? -1) ?? byStatus(answer.status)
  const after = kind === 'retry' ? retryAfter(answer) : undefined
  return new DeliveryError(kind, known ? `${known} (${said})` : said, after === undefined ? {} : { after })
}

/** What an answer says: status 0 when it is well, null when it is no answer of Viber's. */
export function faultOf(body: string): { status: number | null; words: string } {
  const told = json(body)
  if (!fits(Told, told)) return { status: null, words: '' }
  return { status: told.status, words: told.status_message ?? '' }
}

const Told = Type.Object({ status: Type.Integer(), status_message: Type.Optional(Type.String()) })

/** The status of a message whose content Viber does not take. */
export const badContent = new Set<number | null>([3, 4])

const kinds = new Map<number, DeliveryError['class']>([
  [2, 'account'],
  [5, 'blocked'],
  [6, 'blocked'],
  [7, 'account'],
  [8, 'account'],
  [9, 'account'],
  [10, 'account'],
  [12, 'retry'],
  [15, 'account'],
  [23, 'account'],
  [24, 'account'],
])

function byStatus(status: number): DeliveryError['class'] {
  if (status === 429 || status >= 500) return 'retry'
  return status === 401 || status === 403 ? 'account' : 'permanent'
}

const meanings = new Map([
  [2, 'The token is not right.'],
  [5, 'The customer is not on Viber any more.'],
  [6, 'The customer has left the chat, or has not written yet.'],
  [7, 'Viber has blocked the bot.'],
  [9, 'Viber has suspended the bot.'],
  [10, 'Viber does not know where to deliver: the webhook has to be set first.'],
  [11, "None of the customer's devices can show this message."],
  [12, 'Too many messages at once.'],
  [23, 'The free messages of this month are used up.'],
  [24, 'There is no money left in the account of the bot.'],
])
