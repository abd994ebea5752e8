import type { Json } from '../../bots/message.ts'
import { type StandInAnswer, type StandInFault, startStandIn } from './stand-in.ts'

export type WeChatApi = Awaited<ReturnType<typeof startWeChatApi>>

/** What WeChat answers, which is 200 also when something is wrong. Source: https://developers.weixin.qq.com/doc/oplatform/en/Return_codes/Return_code_descriptions_new.html */
export function refusal(
  errcode: number,
  errmsg: string,
  headers: Record<string, string> = {},
): StandInAnswer {
  return { status: 200, headers, body: JSON.stringify({ errcode, errmsg }) }
}

export const faults = {
  busy: refusal(45011, 'api freq out of limit', { 'retry-after': '14' }),
  broken: refusal(-1, 'system error'),
  refused: refusal(45002, 'message content size out of limit'),
  blocked: refusal(43004, 'require subscribe'),
  account: refusal(48001, 'api unauthorized'),
  silent: 'hang',
  closed: 'close',
} as const

/** A call that sends. */
export const sending = /\/message\/custom\/send$/

/** A stand-in for the API of WeChat: the token `spoil`ed is good no more, and asked for again it changes when forced. */
export async function startWeChatApi(account: { appId: string; appSecret: string }) {
  const files = new Map<string, StandInAnswer>()
  let tokens = 1
  let uploads = 0
  let good = true

  const standIn = await startStandIn(({ path, query, body }) => {
    if (path === '/cgi-bin/stable_token') {
      const { appid, secret, force_refresh } = JSON.parse(body)
      if (appid !== account.appId) return refusal(40013, 'invalid appid')
      if (secret !== account.appSecret) return refusal(40125, 'invalid appsecret')
      if (force_refresh && !good) {
        tokens++
        good = true
      }
      return ok({ access_token: `token-${tokens}`, expires_in: 7200 })
    }
    const file = files.get(path)
    if (file) return file
    if (!good || query.get('access_token') !== `token-${tokens}`)
      return refusal(40001, 'invalid credential, access_token is invalid or not latest')
    if (path === '/cgi-bin/media/upload')
      return ok({ type: query.get('type'), media_id: `uploaded-${++uploads}`, created_at: 1_790_000_000 })
    return files.get(query.get('media_id') ?? '') ?? refusal(0, 'ok')
  })
  return {
    ...standIn,
    /** Makes the token that is given out one that WeChat takes no more; another program may have a new one. */
    spoil(by: 'time' | 'another program') {
      good = by === 'another program'
      if (good) tokens++
    },
    fail: (fault: StandInFault, path = sending) => standIn.fail(fault, path),
    /** Keeps a file that a customer sent, by its media id, or what is at a path. */
    keep: (id: string, body: string, type: string) =>
      void files.set(id, { status: 200, headers: { 'content-type': type }, body }),
    /** What was asked to be sent, in order. */
    sends: () =>
      standIn.calls
        .filter(({ path }) => sending.test(path))
        .map(({ body }): { [field: string]: Json } => JSON.parse(body)),
    /** How often a token was asked for: whether it was forced. */
    asked: () =>
      standIn.calls
        .filter(({ path }) => path.endsWith('stable_token'))
        .map(({ body }): boolean => JSON.parse(body).force_refresh),
  }
}

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify(value) }
}
