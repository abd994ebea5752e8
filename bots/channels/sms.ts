import type { Channel } from '../channel.ts'
import { connect } from '../platforms/twilio/connect.ts'
import { formOf } from '../platforms/twilio/form.ts'
import { inbound } from '../platforms/twilio/inbound.ts'
import { longest, render, type TwilioCall } from '../platforms/twilio/render.ts'
import { thrifty } from '../platforms/twilio/segments.ts'
import { off, type SmsSettings, smsSettings } from '../platforms/twilio/settings.ts'
import { nothingToSay } from '../platforms/twilio/twiml.ts'
import { twilioSample, verify } from '../platforms/twilio/verify.ts'

/** SMS and MMS by Twilio. Source: https://www.twilio.com/docs/messaging */
export const sms: Channel<SmsSettings, TwilioCall> = {
  title: 'SMS (Twilio)',
  settings: smsSettings,
  limits: {
    text: longest,
    unit: 'utf16',
    choices: 0,
    choiceText: 0,
    choiceValue: 0,
    media: ['image', 'audio', 'video', 'file'], // where there is no MMS, Twilio sends a link
    caption: longest,
    location: false,
    card: false,
    batch: 1,
  },
  off: (account) => off(account, 'SMS'),
  verify,
  sample: twilioSample,
  stored: () => nothingToSay,
  parse: (request) => inbound(formOf(request), ''),
  render: (message, to) =>
    render(message, to).map((call) => ({ ...call, body: thrifty(call.body, longest) })),
  connect: (account, needs) => connect(account, needs, ''),
}
