import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/** Why a gateway did not take something: as it says in `error`, else by the status. */
export function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const told = json(answer.body)
  const { error, reason } = fits(Refusal, told) ? told : {}
  const kind = error ?? byStatus(answer.status)
  const after = kind === 'retry' ? retryAfter(answer) : undefined
  const said = `The gateway said: ${answer.status} ${reason ?? ''}`.trim()
  return new DeliveryError(kind, said, after === undefined ? {} : { after })
}

/** What a gateway may answer with, beside a status that is not 2xx: the class of bots/channel.ts, and why, in words. */
export const Refusal = Type.Object({
  error: Type.Optional(
    Type.Union([
      Type.Literal('retry'),
      Type.Literal('permanent'),
      Type.Literal('window'),
      Type.Literal('blocked'),
      Type.Literal('account'),
    ]),
  ),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
})

function byStatus(status: number): DeliveryError['class'] {
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'retry'
  if (status === 410) return 'blocked'
  // It does not know our signature, or is not there: no message will be taken.
  return status < 400 || [401, 403, 404, 405].includes(status) ? 'account' : 'permanent'
}
