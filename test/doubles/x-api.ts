import type { Json } from '../../bots/message.ts'
import { authorization, type Signer } from '../../bots/platforms/x/oauth.ts'
import { type StandInAnswer, type StandInCall, type StandInFault, startStandIn } from './stand-in.ts'

export type XApi = Awaited<ReturnType<typeof startXApi>>

/** What X answers when it refuses. Source: https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
export function problem(status: number, detail: string, headers: Record<string, string> = {}): StandInAnswer {
  return { status, headers, body: JSON.stringify({ title: 'Problem', detail, status, type: 'about:blank' }) }
}

export const faults = {
  // Fourteen seconds after the clock of the contract.
  busy: problem(429, 'Too Many Requests', { 'x-rate-limit-reset': '1790000014' }),
  broken: problem(503, 'Service Unavailable'),
  refused: problem(400, 'The text is too long.'),
  blocked: problem(403, 'You do not have permission to DM one or more participants.'),
  account: problem(401, 'Unauthorized'),
  silent: 'hang',
  closed: 'close',
} as const

/** A call that sends. */
export const sending = /^\/2\/dm_conversations\/with\/\d+\/messages$/

/** A stand-in for the API of X, which believes what is signed by the account's own keys. */
export async function startXApi(signer: Signer) {
  const level = { access: 'read-write-directmessages' }
  let events = 1_900_000_000_000_000_600n

  const standIn = await startStandIn((call) => {
    if (!isSigned(call)) return faults.account
    if (call.path === '/2/users/me')
      return { ...ok({ id: '800100000000000001' }), headers: { 'x-access-level': level.access } }
    if (call.path === '/1.1/ton/data/dm/7')
      return { status: 200, headers: { 'content-type': 'image/jpeg' }, body: 'bytes of a picture' }
    if (call.method !== 'POST' || !sending.test(call.path)) return problem(404, 'Not Found')
    const { text } = JSON.parse(call.body)
    if (typeof text !== 'string' || text.trim() === '' || text.length > 10_000) return faults.refused
    return ok({ dm_conversation_id: '1-2', dm_event_id: `${++events}` }, 201)
  })

  function isSigned({ method, path, headers }: StandInCall): boolean {
    const given = headers.authorization ?? ''
    const field = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(given)?.[1] ?? ''
    const by = { nonce: field('oauth_nonce'), at: Number(field('oauth_timestamp')) }
    return given === authorization({ method, url: new URL(path, standIn.url) }, signer, by)
  }

  return {
    ...standIn,
    /** What the token may do. */
    level,
    fail: (fault: StandInFault, path = sending) => standIn.fail(fault, path),
    /** What was asked to be sent, in order. */
    sends: () =>
      standIn.calls
        .filter(({ path }) => sending.test(path))
        .map(({ path, body }): { [field: string]: Json } => ({
          ...JSON.parse(body),
          to: path.split('/')[4] ?? '',
        })),
  }
}

function ok(data: object, status = 200): StandInAnswer {
  return { status, body: JSON.stringify({ data }) }
}
