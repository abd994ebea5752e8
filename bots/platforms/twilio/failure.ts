import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'

/** Why Twilio did not take a message. Source: https://www.twilio.com/docs/api/errors */
export function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const { status } = answer
  const { code, message } = problemOf(answer.body)
  const said = reasonOf(code, message ?? `HTTP ${status}`)
  if (status === 429 || status >= 500 || later.has(code)) {
    const after = retryAfter(answer)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  if (isStopped(code)) return new DeliveryError('blocked', said)
  if (code === 63016) return new DeliveryError('window', said)
  if (status === 401 || status === 403 || ours.has(code)) return new DeliveryError('account', said)
  return new DeliveryError('permanent', said)
}

/** What an error of Twilio's means, in words; `said` is how Twilio puts it. */
export function reasonOf(code: number, said: string): string {
  const known = meanings.get(code)
  if (known) return `${known} (Twilio ${code})`
  return `Twilio said: ${[code || '', said].filter(Boolean).join(' ') || 'not why'}`.slice(0, 1000)
}

/** Whether an error says that the customer wants no messages. */
export function isStopped(code: number): boolean {
  return [21610, 63014, 63032, 63033].includes(code)
}

/** Too many at once, or a fault that goes by. */
const later = new Set([14107, 20429, 30001, 30008, 30022, 63017, 63018])

/** The account, its number or its sender is not right: no message of it will leave. */
const ours = new Set([20003, 20005, 20006, 20404, 21212, 21603, 21606, 21659, 63007])

const meanings = new Map([
  [21211, 'This is no number that can be written to.'],
  [21408, 'The account may not write to this country: switch it on in the geo permissions of Twilio.'],
  [21610, 'The customer sent STOP and gets no messages until they send START.'],
  [21612, 'There is no way from our number to this one.'],
  [21614, 'This number takes no SMS.'],
  [21617, 'The message is longer than 1600 characters.'],
  [30003, 'The phone is off or out of reach.'],
  [30005, 'This number does not exist.'],
  [30006, 'This is a landline, or a number that cannot be reached.'],
  [30007, 'The carrier took it for spam.'],
  [63014, 'The customer blocked us.'],
  [63016, 'The customer wrote more than 24 hours ago: WhatsApp takes only approved templates then.'],
  [63024, 'This number is not on WhatsApp.'],
  [63032, 'WhatsApp does not let us write to this customer now.'],
  [63033, 'The customer blocked us.'],
])

const Problem = Type.Object({ code: Type.Integer(), message: Type.String() })

function problemOf(body: string): { code: number; message?: string } {
  try {
    const told: unknown = JSON.parse(body)
    return fits(Problem, told) ? told : { code: 0 }
  } catch {
    return { code: 0 }
  }
}
