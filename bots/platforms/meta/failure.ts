import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/**
 * Why the Graph API refused a call. Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling,
 * https://developers.facebook.com/docs/messenger-platform/error-codes and
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export function failure(answer: Answered, { who, token }: { who: string; token: string }): DeliveryError {
  const fault = json(answer.body)
  const { error } = fits(Fault, fault) ? fault : { error: {} }
  const { code, error_subcode: subcode } = error
  const words = error.error_data?.details ?? error.message ?? `status ${answer.status}`
  const numbers = [code, subcode].filter((number) => number !== undefined).join('/')
  const told = `${who} said: ${[numbers, words].filter(Boolean).join(' ')}`
  const said = token === '' ? told : told.replaceAll(token, '…')
  if (isClosed(code, subcode)) return new DeliveryError('window', `${closed} ${said}`)
  const kind = kindOf(code, subcode) ?? (error.is_transient === true ? 'retry' : byStatus(answer.status))
  const after = kind === 'retry' ? pause(answer, code) : null
  return new DeliveryError(kind, said, after === null ? {} : { after })
}

type Answered = Awaited<ReturnType<Http>>

/** How the reason begins when the customer wrote too long ago for a free message. */
const closed = 'The customer wrote too long ago to be answered freely.'

const number = Type.Optional(Type.Integer())
const text = Type.Optional(Type.String())
const Fault = Type.Object({
  error: Type.Object({
    code: number,
    error_subcode: number,
    message: text,
    is_transient: Type.Optional(Type.Boolean()),
    error_data: Type.Optional(Type.Object({ details: text })),
  }),
})

function isClosed(code = -1, subcode = -1): boolean {
  if (code === 131047) return true
  // 1545041 comes with 551 for somebody who is not there, and with 10 for a window that closed.
  return code === 10 && [1545041, 2018065, 2018278, 2534022].includes(subcode)
}

const retried = [1, 2, 4, 17, 32, 613, 1200, 80007, 130429, 131000, 131016, 131056, 133016]
const accounts = [0, 3, 10, 102, 190, 368, 131005, 131031, 131042, 131048, 133010]

function kindOf(code = -1, subcode = -1): DeliveryError['class'] | null {
  if (retried.includes(code)) return 'retry'
  if (code === 551) return 'blocked' // 131050 is about marketing alone: other messages still arrive
  if (accounts.includes(code) || (code >= 200 && code < 300)) return 'account'
  // The page or number does not exist, or the token may not touch it.
  if (code === 100 && subcode === 33) return 'account'
  return code === -1 ? null : 'permanent'
}

function byStatus(status: number): DeliveryError['class'] {
  if (status === 429 || status >= 500) return 'retry'
  return status === 401 || status === 403 || status === 404 ? 'account' : 'permanent'
}

/** How long Meta asks to be left alone, ms; it tells minutes for a whole account, and nothing for one customer. */
function pause(answer: Answered, code: number | undefined): number | null {
  const asked = retryAfter(answer)
  if (asked !== undefined) return asked
  const usage = answer.headers['x-business-use-case-usage'] ?? ''
  const told = usage.matchAll(/"estimated_time_to_regain_access"\s*:\s*(\d{1,5})/g)
  const minutes = Math.max(0, ...[...told].map(([, minute]) => Number(minute)))
  if (minutes > 0) return minutes * 60_000
  return code === 131056 ? 6000 : null // one message in six seconds to one customer
}
