import { type StandInAnswer, startStandIn } from './stand-in.ts'

export type KikApi = Awaited<ReturnType<typeof startKikApi>>

/** What Kik answered when it refused. */
export const faults = {
  busy: refusal(429, 'Rate limit exceeded', { 'retry-after': '14' }),
  broken: refusal(500, 'Internal error'),
  refused: refusal(400, 'Messages are not right'),
  blocked: refusal(403, 'The bot may not message this user'),
  account: refusal(401, 'Not authorized'),
} as const

/** A call that sends. */
export const sending = /^\/v1\/message$/

/** A stand-in for the API of Kik. */
export async function startKikApi({ username, key }: { username: string; key: string }) {
  const authorization = `Basic ${Buffer.from(`${username}:${key}`).toString('base64')}`
  const config = { webhook: '' }
  const standIn = await startStandIn((call) => {
    if (call.headers.authorization !== authorization) return faults.account
    if (call.path === '/v1/config') return ok(config)
    if (!sending.test(call.path) || call.method !== 'POST') return refusal(404, 'Not found')
    const { messages }: { messages: { type: string; to?: string; body?: string }[] } = JSON.parse(call.body)
    const wrong = messages.some(({ type, to, body }) => !to || (type === 'text' && !body?.trim()))
    return wrong || messages.length < 1 || messages.length > 25 ? faults.refused : ok({})
  })
  return {
    ...standIn,
    /** Where Kik believes that it delivers. */
    config,
    /** What was asked to be sent: the messages of each request, in order. */
    sends: (): { type: string; to: string; body?: string }[][] =>
      standIn.calls.filter(({ path }) => sending.test(path)).map(({ body }) => JSON.parse(body).messages),
  }
}

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify(value) }
}

function refusal(status: number, message: string, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify({ error: 'Refused', message }) }
}
