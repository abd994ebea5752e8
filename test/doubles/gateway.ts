import { Webhook } from 'standardwebhooks'
import type { Json } from '../../bots/message.ts'
import { type StandInAnswer, type StandInFault, startStandIn } from './stand-in.ts'

export type Gateway = Awaited<ReturnType<typeof startGateway>>

/** What a gateway answers when it refuses, by its status or by what it says. */
export function refusal(
  status: number,
  body: object = {},
  headers: Record<string, string> = {},
): StandInAnswer {
  return { status, headers, body: JSON.stringify(body) }
}

export const faults = {
  busy: refusal(429, {}, { 'retry-after': '14' }),
  broken: refusal(503),
  refused: refusal(422, { reason: 'It is too long.' }),
  blocked: refusal(400, { error: 'blocked', reason: 'The customer has left.' }),
  account: refusal(401),
  silent: 'hang',
  closed: 'close',
} as const

/** A gateway of somebody's own, which believes what is signed with its secret and takes each id once. */
export async function startGateway(secret: string) {
  const taken = new Map<string, Json>()

  const standIn = await startStandIn((call) => {
    if (call.method === 'GET')
      return { status: 200, headers: { 'content-type': 'image/png' }, body: 'a picture' }
    const header = (name: string) => String(call.headers[name] ?? '')
    const id = header('webhook-id')
    const at = new Date(Number(header('webhook-timestamp')) * 1000)
    // By the reference library; how old it is does not matter here.
    if (
      !header('webhook-signature')
        .split(' ')
        .includes(new Webhook(secret).sign(id, at, call.body))
    )
      return faults.account
    const said: { type: string } & { [field: string]: Json } = JSON.parse(call.body)
    if (said.type === 'message' && !taken.has(id)) taken.set(id, said)
    return refusal(200, { id: `out-${[...taken.keys()].indexOf(id) + 1}` })
  })
  return {
    ...standIn,
    fail: (fault: StandInFault) => standIn.fail(fault, /^\/parley$/),
    /** What was taken to be said, each once. */
    sends: () => [...taken.values()],
    ids: () => standIn.calls.map(({ headers }) => headers['webhook-id']),
  }
}
