import { TelegramError } from 'telegraf'
import { DeliveryError } from '../../channel.ts'

/**
 * Why a call of the Bot API did not succeed. The error that telegraf threw is not kept as the cause: it holds the
 * customer's message, and the token in the address. Source: https://core.telegram.org/api/errors
 */
export function failure(error: unknown, token: string): DeliveryError {
  if (error instanceof DeliveryError) return error
  if (error instanceof TelegramError) {
    const { code, parameters } = error
    const said = `Telegram said: ${code} ${error.description}`.replaceAll(token, '…')
    if (code === 429)
      return new DeliveryError('retry', said, { after: (parameters?.retry_after ?? 1) * 1000 })
    if (code >= 500) return new DeliveryError('retry', said)
    if (code === 401 || code === 404) return new DeliveryError('account', said)
    return new DeliveryError(code === 403 ? 'blocked' : 'permanent', said)
  }
  const code = codeOf(error)
  if (neverLeft.test(code)) return new DeliveryError('retry', `Telegram cannot be reached (${code}).`)
  return new DeliveryError('unknown', `Telegram gave no answer (${code}).`)
}

/** Errors of connecting, before anything was sent. */
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$|CERT|TLS/

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
