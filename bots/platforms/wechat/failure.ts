import Type from 'typebox'
import { DeliveryError, type Http } from '../../channel.ts'
import { retryAfter } from '../exchange.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'

/** Why WeChat refused a call, whose answer is `code` 0 or a fault. Source: https://developers.weixin.qq.com/doc/oplatform/en/Return_codes/Return_code_descriptions_new.html */
export function failure(answer: Awaited<ReturnType<Http>>): DeliveryError {
  const { code, words } = faultOf(answer.body)
  const known = meanings.get(code)
  const said = `WeChat said: ${code || answer.status} ${words}`.trim()
  const reason = known ? `${known} (${said})` : said
  const kind = kinds.get(code) ?? byStatus(answer.status)
  const after = kind === 'retry' ? retryAfter(answer) : undefined
  return new DeliveryError(kind, reason, after === undefined ? {} : { after })
}

/** What an answer says went wrong: `code` is 0 when nothing did, and null when it is none of WeChat's. */
export function faultOf(body: string): { code: number | null; words: string } {
  const told = json(body)
  if (!fits(Told, told)) return { code: null, words: '' }
  return { code: told.errcode ?? 0, words: told.errmsg ?? '' }
}

const Told = Type.Object({
  errcode: Type.Optional(Type.Integer()),
  errmsg: Type.Optional(Type.String()),
})

/** The token of a call was not good: a newer one may be. */
export const stale = new Set<number | null>([40001, 40014, 42001])

const kinds = new Map<number | null, DeliveryError['class']>([
  [-1, 'retry'],
  [45011, 'retry'],
  [45015, 'window'],
  [45047, 'window'],
  [43004, 'blocked'],
  [40001, 'account'],
  [40013, 'account'],
  [40014, 'account'],
  [40125, 'account'],
  [40164, 'account'],
  [41001, 'account'],
  [42001, 'account'],
  [45009, 'account'],
  [48001, 'account'],
  [48004, 'account'],
  [50001, 'account'],
  [50002, 'account'],
])

function byStatus(status: number): DeliveryError['class'] {
  return status === 429 || status >= 500 ? 'retry' : 'permanent'
}

const meanings = new Map<number | null, string>([
  [40013, 'The AppID is not right.'],
  [40125, 'The AppSecret is not right.'],
  [40164, "This server's address is not in the IP whitelist of the account."],
  [43004, 'The customer does not follow the account any more.'],
  [45009, 'The calls of today are used up.'],
  [45015, 'The customer wrote more than 48 hours ago.'],
  [45047, 'The customer has to write again before more can be sent: WeChat allows five messages.'],
  [48001, 'The account may not send customer service messages: it has to be a verified service account.'],
  [50002, 'WeChat has limited the account.'],
])
