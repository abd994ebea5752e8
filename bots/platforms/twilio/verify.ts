import {
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} from 'twilio/lib/webhooks/webhooks.js'
import type { WebhookRequest } from '../../channel.ts'
import { sample } from '../sample.ts'
import { formOf } from './form.ts'
import type { TwilioSettings } from './settings.ts'

/**
 * Whether Twilio sent this: it signs the whole address that it called, and every parameter of a form or the hash
 * of another body. Never throws. Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function verify(request: WebhookRequest, { authToken, publicUrl }: TwilioSettings): boolean {
  const signature = request.headers['x-twilio-signature']
  if (!authToken || !signature) return false
  const form = request.method === 'GET' ? {} : Object.fromEntries(formOf(request))
  return addresses(request, publicUrl).some((address) => {
    try {
      return /[?&]bodySHA256=/.test(request.url)
        ? validateRequestWithBody(authToken, signature, address, request.body.toString('utf8'))
        : validateRequest(authToken, signature, address, form)
    } catch {
      return false // a Host that is no part of an address
    }
  })
}

/** A form that tells nothing, signed as Twilio signs what it sends to this address. */
export function twilioSample(
  { accountSid = '', authToken = '' }: TwilioSettings,
  webhook: string,
): WebhookRequest {
  const form = { AccountSid: accountSid }
  const signature = getExpectedTwilioSignature(authToken, webhook, form)
  const body = Buffer.from(new URLSearchParams(form).toString())
  return sample(webhook, body, { 'x-twilio-signature': signature }, 'application/x-www-form-urlencoded')
}

/** Where Twilio may have called; a proxy may have taken the port or the encryption away. */
function addresses({ url, headers }: WebhookRequest, publicUrl: string): string[] {
  if (publicUrl !== '') return [publicUrl.replace(/\/$/, '') + url]
  const { host } = headers
  return host ? [`https://${host}${url}`, `http://${host}${url}`] : []
}
