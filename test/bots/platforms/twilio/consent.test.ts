import { expect, test } from 'vitest'
import { consentOf } from '../../../../bots/platforms/twilio/consent.ts'

test.each(['STOP', 'stop', ' Stop ', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'])(
  'the whole word takes the consent back: %j',
  (words) => expect(consentOf('', words)).toBe(false),
)

test.each(['START', 'unstop'])('the whole word gives it again: %j', (words) =>
  expect(consentOf('', words)).toBe(true),
)

test.each(['stop calling me names', 'YES', 'cancel my order', 'the end', 'HELP', ''])(
  'words that say something else are a message: %j',
  (words) => expect(consentOf('', words)).toBeNull(),
)

test('what Twilio makes of it goes before the words', () => {
  expect(consentOf('STOP', 'no more, please')).toBe(false)
  expect(consentOf('START', 'STOP')).toBe(true)
  expect(consentOf('HELP', 'STOP')).toBeNull()
})
