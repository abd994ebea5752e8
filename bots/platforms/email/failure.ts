import { DeliveryError } from '../../channel.ts'

/**
 * Why a mail did not leave. The password is in no error of the client's, and the mail neither.
 * Sources: RFC 5321, 4.2; RFC 3463 for the codes with points; nodemailer's errors.
 */
export function failure(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const { code, response, responseCode, originalCode, timeoutType } = detailsOf(error)
  if (responseCode !== null) return refusal(responseCode, response)
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return new DeliveryError(
      'account',
      'The mail server does not let us log in. Look at the user name and the password.',
    )
  if (code === 'EENVELOPE') return new DeliveryError('permanent', 'This address cannot be written to.')
  const early =
    code === 'EDNS' || code === 'ETLS' || code === 'EPROTOCOL' || timeoutType === 'CONNECT_TIMEOUT'
  if (early || timeoutType === 'GREETING_TIMEOUT' || neverLeft.test(originalCode))
    return new DeliveryError('retry', `The mail server cannot be reached (${originalCode || code}).`)
  return new DeliveryError('unknown', `The mail server gave no answer (${originalCode || code}).`)
}

/** Errors of connecting, before anything was sent. */
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$|CERT|SSL|TLS/

function refusal(status: number, response: string): DeliveryError {
  const said = `The mail server said: ${response.replace(/\s+/g, ' ').trim()}`.slice(0, 900)
  const code = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? ''
  if (status === 530 || status === 534 || status === 535 || status === 538)
    return new DeliveryError('account', said)
  if (status < 500 || status === 503) {
    const after = waitOf(response)
    return new DeliveryError('retry', said, after === undefined ? {} : { after })
  }
  // It does not carry mail for us: nothing is wrong with the customer.
  if (/relay|authenticat|not owned|sender/i.test(response) && !/^5\.1\.1$/.test(code))
    return new DeliveryError('account', said)
  if (/^5\.(?:1\.(?:1|2|3|6|10)|7\.1)$/.test(code)) return new DeliveryError('blocked', said)
  if (status === 550 && code === '' && /user|mailbox|recipient|address/i.test(response))
    return new DeliveryError('blocked', said)
  return new DeliveryError('permanent', said)
}

/** How long a refusal asks to wait, ms, as greylisting does in words; undefined when it does not. */
function waitOf(response: string): number | undefined {
  const [, number, unit] = /\b(\d{1,5})\s*(s|sec|secs|seconds?|min|mins|minutes?)\b/i.exec(response) ?? []
  if (number === undefined || unit === undefined) return undefined
  return Number(number) * (/^m/i.test(unit) ? 60_000 : 1000)
}

function detailsOf(error: unknown) {
  const given: Record<string, unknown> = error instanceof Error ? { ...error } : {}
  const text = (name: string) => {
    const value = given[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    code: text('code') || (error instanceof Error ? error.name : 'unknown error'),
    response: text('response'),
    responseCode: typeof given.responseCode === 'number' ? given.responseCode : null,
    originalCode: text('originalCode'),
    timeoutType: text('timeoutType'),
  }
}
