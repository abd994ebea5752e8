import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'

/**
 * Why LINE refused a call. It gives no codes, so its words are read.
 * Source: https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const { status } = answer
  const words = wordsOf(answer.body)
  const said = `LINE said: ${status} ${words}`.trim()
  if (status === 429 && /monthly limit/i.test(words))
    return new DeliveryError('account', `${said} The plan of the LINE account decides how many there are.`)
  if (status === 429 || status >= 500) {
    const after = retryAfter(answer)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  if (status === 401 || status === 403) return new DeliveryError('account', said)
  // The user does not exist, any more or for this account.
  if (status === 400 && /^Failed to send messages?/i.test(words)) return new DeliveryError('blocked', said)
  return new DeliveryError('permanent', said)
}

/** What LINE says is wrong; empty when it does not. */
export function wordsOf(body: string): string {
  try {
    const told: unknown = JSON.parse(body)
    if (!fits(Problem, told)) return ''
    const details = (told.details ?? []).map(({ property, message }) => `${property}: ${message}`)
    return [told.message, ...details].join(' ')
  } catch {
    return ''
  }
}

const Problem = Type.Object({
  message: Type.String(),
  details: Type.Optional(Type.Array(Type.Object({ property: Type.String(), message: Type.String() }))),
})
