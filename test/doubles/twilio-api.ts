import { type StandInAnswer, type StandInCall, startStandIn } from './stand-in.ts'

export type TwilioApi = Awaited<ReturnType<typeof startTwilioApi>>

/** What Twilio answers when it refuses. Source: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export const faults = {
  busy: refusal(429, 20429, 'Too Many Requests', { 'retry-after': '14' }),
  broken: refusal(500, 20500, 'Internal Server Error'),
  refused: refusal(400, 21211, "The 'To' number is not a valid phone number."),
  blocked: refusal(400, 21610, 'Attempt to send to unsubscribed recipient'),
  account: refusal(401, 20003, 'Authenticate'),
} as const

/** A call that sends. */
export const sending = /\/Messages\.json$/

/** A stand-in for the API of Twilio: it takes one form for one message, and leads to files kept elsewhere. */
export async function startTwilioApi({ accountSid, authToken }: { accountSid: string; authToken: string }) {
  const account = `/2010-04-01/Accounts/${accountSid}`
  const files = new Map<string, string>()
  const number = { sms_url: '' }
  const state = { status: 'active' }
  let messages = 1000

  const answers: Record<string, (call: StandInCall) => StandInAnswer> = {
    [`GET ${account}.json`]: () => ok({ sid: accountSid, status: state.status }),
    [`GET ${account}/IncomingPhoneNumbers.json`]: () => ok({ incoming_phone_numbers: [number] }),
    'POST /v2/Indicators/Typing.json': () => ok({ success: true }),
    [`POST ${account}/Messages.json`]: ({ body }) => {
      const form = new URLSearchParams(body)
      const says = form.get('Body') || form.get('MediaUrl') || form.get('ContentSid')
      if (!says) return refusal(400, 21602, 'Message body is required.')
      if (!form.get('From') && !form.get('MessagingServiceSid'))
        return refusal(400, 21603, "A 'From' phone number is required.")
      if ((form.get('Body') ?? '').length > 1600)
        return refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
      return { status: 201, body: JSON.stringify({ sid: `SM${++messages}`, status: 'queued' }) }
    },
  }

  const right = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const standIn = await startStandIn((call) => {
    const [, kept] = /^\/kept\/(\w+)$/.exec(call.path) ?? []
    if (kept !== undefined) {
      // Where files lie, a request with credentials is refused.
      if (call.headers.authorization) return { status: 400 }
      return { status: 200, headers: { 'content-type': 'image/png' }, body: files.get(kept) ?? '' }
    }
    if (call.headers.authorization !== right) return faults.account
    const [, media] = /\/Media\/(\w+)$/.exec(call.path) ?? []
    if (media !== undefined && files.has(media))
      return { status: 307, headers: { location: `/kept/${media}` } }
    return answers[`${call.method} ${call.path}`]?.(call) ?? refusal(404, 20404, 'Not found')
  })
  return {
    ...standIn,
    /** What Twilio believes of the number and of the account. */
    number,
    state,
    /** Keeps a file that a customer sent. */
    keep: (id: string, body: string) => void files.set(id, body),
    /** What was asked to be sent, in order. */
    sends: () =>
      standIn.calls
        .filter(({ path }) => sending.test(path))
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
  }
}

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify(value) }
}

function refusal(status: number, code: number, message: string, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify({ code, message, status }) }
}
