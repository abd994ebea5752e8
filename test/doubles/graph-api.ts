import type { Json } from '../../bots/message.ts'
import { type StandInAnswer, type StandInCall, type StandInFault, startStandIn } from './stand-in.ts'

export type GraphApi = Awaited<ReturnType<typeof startGraphApi>>

/** An answer of Meta's that says what went wrong. Source: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export function graphError(status: number, code: number, message: string, subcode?: number): StandInAnswer {
  const error = { message, type: 'OAuthException', code, fbtrace_id: 'AbCdEf' }
  return answer({ error: subcode === undefined ? error : { ...error, error_subcode: subcode } }, status)
}

/** What Meta answers, by what is wrong; who is blocked has a code of each platform's own. */
export const faults = {
  busy: { ...graphError(400, 4, 'Application request limit reached'), headers: { 'retry-after': '14' } },
  broken: graphError(500, 2, 'Service temporarily unavailable'),
  refused: graphError(400, 100, 'Invalid parameter'),
  account: graphError(401, 190, 'Invalid OAuth access token'),
  silent: 'hang',
  closed: 'close',
} as const

/**
 * A stand-in for Meta's Graph API on a random port of this machine: it takes messages for a number of WhatsApp and for
 * a page, and gives what is kept. `sends` are the messages to customers, in order; `fail` makes the next go wrong.
 */
export async function startGraphApi() {
  const kept = new Map<string, StandInAnswer>()
  let sent = 0

  const platform = await startStandIn((call) => {
    const found = kept.get(call.path.replace(/^\/v[0-9.]+\//, ''))
    if (found) return found
    if (isMessage(call)) return answer(taken(bodyOf(call), ++sent))
    return call.method === 'POST'
      ? answer({ success: true })
      : graphError(400, 100, 'Unsupported get request.', 33)
  })

  return {
    ...platform,
    sends: () => platform.calls.filter(isMessage).map(bodyOf),
    bodies: () => platform.calls.map(bodyOf),
    fail: (fault: StandInFault, path = /\/messages$/) => platform.fail(fault, path),
    /** What a GET of this path gives. */
    keep: (path: string, body: Json) => void kept.set(path, answer(body)),
    /** What a GET of a file gives. */
    keepFile: (path: string, body: string, type: string) =>
      void kept.set(path, { status: 200, headers: { 'content-type': type }, body }),
  }
}

type Body = { [field: string]: Json }

function bodyOf({ body }: StandInCall): Body {
  return body === '' ? {} : JSON.parse(body)
}

/** Not a hint: those of typing go the same way. */
function isMessage(call: StandInCall): boolean {
  if (call.method !== 'POST' || !call.path.endsWith('/messages')) return false
  const body = bodyOf(call)
  return !('status' in body) && !('sender_action' in body)
}

function taken(body: Body, id: number): Json {
  if (body.messaging_product !== 'whatsapp') return { recipient_id: '70010001', message_id: `m_sent${id}` }
  const to = body.to ?? body.recipient ?? ''
  const contacts = [{ input: to, wa_id: to }]
  return { messaging_product: 'whatsapp', contacts, messages: [{ id: `wamid.sent${id}` }] }
}

function answer(body: Json, status = 200): StandInAnswer {
  return { status, body: JSON.stringify(body) }
}
