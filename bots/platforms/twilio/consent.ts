/**
 * Whether the customer took back (false) or gave (true) the consent to messages; null when it was about something
 * else. `type` is what Twilio makes of it, where Advanced Opt-Out is on. Where it is off, `words` of an SMS tell, as
 * Twilio's own filter reads them: after CANCEL, END or QUIT it lets nothing through. YES, by which it lets messages
 * through again, is no consent here, since it may as well answer a question.
 * Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */
export function consentOf(type: string, words: string): boolean | null {
  const said = type === '' ? words.trim().toUpperCase() : type
  if (stops.has(said)) return false
  return starts.has(said) ? true : null
}

const stops = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE'])
const starts = new Set(['START', 'UNSTOP'])
