import type { Answer } from '../../channel.ts'

/**
 * An empty document: what is answered leaves by the API, since only that tells what became of it. Twilio warns of
 * bodies that are none. Source: https://www.twilio.com/docs/messaging/twiml
 */
export const nothingToSay: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<Response/>',
}
