import type { Json } from '../../bots/message.ts'
import { type StandInAnswer, type StandInCall, type StandInFault, startStandIn } from './stand-in.ts'

export type ViberApi = Awaited<ReturnType<typeof startViberApi>>

/** What Viber answers, which is 200 also when something is wrong. Source: https://developers.viber.com/docs/api/rest-bot-api/#error-codes */
export function refusal(status: number, words: string, headers: Record<string, string> = {}): StandInAnswer {
  return { status: 200, headers, body: JSON.stringify({ status, status_message: words }) }
}

export const faults = {
  busy: refusal(12, 'tooManyRequests', { 'retry-after': '14' }),
  broken: { status: 502, body: '<html>Bad gateway</html>' },
  refused: refusal(3, 'badData'),
  blocked: refusal(6, 'receiverNotSubscribed'),
  account: refusal(2, 'invalidAuthToken'),
  silent: 'hang',
  closed: 'close',
} as const

/** A call that sends. */
export const sending = /^\/pa\/send_message$/

/** A stand-in for the API of Viber: it takes what the documentation lets be sent, and gives each message a token of 64 bits. */
export async function startViberApi(token: string) {
  const account = { webhook: '', events: [''] }
  let sent = 0

  const answers: Record<string, (call: StandInCall) => StandInAnswer> = {
    '/pa/get_account_info': () => ok({ name: 'Example Shop', webhook: account.webhook }),
    '/pa/set_webhook': ({ body }) => {
      const { url, event_types } = JSON.parse(body)
      if (!/^https?:/.test(url)) return refusal(1, 'invalidUrl')
      account.webhook = url
      account.events = event_types
      return ok({ event_types })
    },
    '/pa/send_message': ({ body }) => {
      const { receiver, type, sender, text } = JSON.parse(body)
      if (!receiver || !type || !sender?.name) return refusal(4, 'missingData')
      if (type === 'text' && !text?.trim()) return refusal(3, 'badData')
      // Written as Viber writes it: a number that is longer than ours.
      return {
        status: 200,
        body: `{"status":0,"status_message":"ok","message_token":50000000000000007${`${++sent}`.padStart(2, '0')}}`,
      }
    },
  }

  const standIn = await startStandIn((call) => {
    if (call.headers['x-viber-auth-token'] !== token) return faults.account
    return answers[call.path]?.(call) ?? { status: 404 }
  })
  return {
    ...standIn,
    /** Where Viber believes that it delivers, and what. */
    account,
    fail: (fault: StandInFault, path = sending) => standIn.fail(fault, path),
    /** What was asked to be sent, in order. */
    sends: () =>
      standIn.calls
        .filter(({ path }) => sending.test(path))
        .map(({ body }): { [field: string]: Json } => JSON.parse(body)),
  }
}

function ok(value: object): StandInAnswer {
  return { status: 200, body: JSON.stringify({ status: 0, status_message: 'ok', ...value }) }
}
