import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/** Why X refused a call; `now` is in ms. Source: https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
export function failure(answer: Awaited<ReturnType<Http>>, now: number): DeliveryError {
  const { status } = answer
  const told = json(answer.body)
  const { title = '', detail = '' } = fits(Problem, told) ? told : {}
  const words = detail || title
  const kind = kindOf(status, words)
  const after = kind === 'retry' ? pause(answer, now) : undefined
  return new DeliveryError(kind, `X said: ${status} ${words}`.trim(), after === undefined ? {} : { after })
}

const Problem = Type.Object({ title: Type.Optional(Type.String()), detail: Type.Optional(Type.String()) })

function kindOf(status: number, words: string): DeliveryError['class'] {
  // The credits of the month, unlike too many calls at once.
  if (status === 402 || (status === 429 && /usage cap|credits/i.test(words))) return 'account'
  if (status === 429 || status >= 500) return 'retry'
  if (status === 403 && /permission to DM|cannot send messages to this user|blocked/i.test(words))
    return 'blocked'
  return status === 401 || status === 403 ? 'account' : 'permanent'
}

/** How long X asks to be left alone, ms: it tells when the next quarter of an hour begins, in seconds. */
function pause(answer: Awaited<ReturnType<Http>>, now: number): number | undefined {
  const reset = Number.parseInt(answer.headers['x-rate-limit-reset'] ?? '', 10)
  return retryAfter(answer) ?? (Number.isNaN(reset) ? undefined : Math.max(0, reset * 1000 - now))
}
