import type { Json } from '../../bots/message.ts'
import { type StandInAnswer, type StandInCall, startStandIn } from './stand-in.ts'

export type LineApi = Awaited<ReturnType<typeof startLineApi>>

/** What LINE answers when it refuses. Source: https://developers.line.biz/en/reference/messaging-api/#error-responses */
export const faults = {
  busy: refusal(429, 'The API rate limit has been exceeded. Try again later.', { 'retry-after': '14' }),
  broken: refusal(500, 'Internal error'),
  refused: refusal(400, 'The request body has 1 error(s)'),
  blocked: refusal(400, 'Failed to send messages'),
  account: refusal(401, 'Authentication failed due to the following reason: invalid token.'),
  quota: refusal(429, 'You have reached your monthly limit.'),
} as const

/** A call that sends. */
export const sending = /^\/v2\/bot\/message\/(push|reply)$/

/** A stand-in for the Messaging API: a reply token is good once, and a retry key is accepted once. */
export async function startLineApi(token: string) {
  const tokens = new Set<string>()
  const keys = new Set<string>()
  const files = new Map<string, string>()
  const webhook = { endpoint: '', active: true }
  const tried = { success: true, statusCode: 200, reason: 'OK', detail: '200' }
  let messages = 1000

  const answers: Record<string, (call: StandInCall) => StandInAnswer> = {
    'GET /v2/bot/info': () => ok({ userId: 'Ub0t', displayName: 'Example Shop' }),
    'GET /v2/bot/channel/webhook/endpoint': () => ok(webhook),
    'POST /v2/bot/channel/webhook/test': () => ok(tried),
    'POST /v2/bot/chat/loading/start': () => ({ status: 202, body: '{}' }),
    'POST /v2/bot/message/reply': (call) => {
      const { replyToken, messages } = JSON.parse(call.body)
      if (call.headers['x-line-retry-key']) return refusal(400, 'X-Line-Retry-Key is not supported')
      if (tokens.has(replyToken)) return refusal(400, 'Invalid reply token')
      tokens.add(replyToken)
      return send(messages)
    },
    'POST /v2/bot/message/push': (call) => {
      const key = call.headers['x-line-retry-key']
      if (typeof key !== 'string' || !uuid.test(key)) return refusal(400, 'The retry key is no UUID')
      if (keys.has(key))
        return refusal(409, 'The retry key is already accepted', { 'x-line-accepted-request-id': 'req-1' })
      keys.add(key)
      return send(JSON.parse(call.body).messages)
    },
  }

  function send(list: { type: string; text?: string }[]): StandInAnswer {
    if (list.length < 1 || list.length > 5) return refusal(400, 'Size must be between 1 and 5')
    if (list.some(({ type, text }) => type === 'text' && !text?.trim()))
      return refusal(400, 'May not be empty')
    return ok({ sentMessages: list.map(() => ({ id: `${++messages}` })) })
  }

  const standIn = await startStandIn((call) => {
    if (call.headers.authorization !== `Bearer ${token}`) return faults.account
    const [, id] = /^\/v2\/bot\/message\/([^/]+)\/content$/.exec(call.path) ?? []
    const file = id === undefined ? undefined : files.get(id)
    if (file !== undefined) return { status: 200, headers: { 'content-type': 'image/jpeg' }, body: file }
    return answers[`${call.method} ${call.path}`]?.(call) ?? refusal(404, 'Not found')
  })
  return {
    ...standIn,
    /** Where LINE believes that it delivers. */
    webhook,
    /** How its test delivery goes. */
    tried,
    /** Makes a reply token one that has run out. */
    expire: (replyToken: string) => void tokens.add(replyToken),
    /** Keeps a file that a customer sent. */
    keep: (id: string, body: string) => void files.set(id, body),
    /** What was asked to be sent, in order. */
    sends: () =>
      standIn.calls
        .filter(({ path }) => sending.test(path))
        .map(({ path, headers, body }): { by: string; key: string | undefined; payload: Json & object } => ({
          by: path.split('/').at(-1) ?? '',
          key: headers['x-line-retry-key']?.toString(),
          payload: JSON.parse(body),
        })),
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify(value) }
}

function refusal(status: number, message: string, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify({ message }) }
}
