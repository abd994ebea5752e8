import type { Channel } from '../channel.ts'
import { connect } from '../platforms/twilio/connect.ts'
import { formOf } from '../platforms/twilio/form.ts'
import { inbound } from '../platforms/twilio/inbound.ts'
import { render, type TwilioCall } from '../platforms/twilio/render.ts'
import { off, type WhatsAppSettings, whatsappSettings } from '../platforms/twilio/settings.ts'
import { nothingToSay } from '../platforms/twilio/twiml.ts'
import { twilioSample, verify } from '../platforms/twilio/verify.ts'

/** WhatsApp by Twilio. Source: https://www.twilio.com/docs/whatsapp */
export const whatsapp: Channel<WhatsAppSettings, TwilioCall> = {
  title: 'WhatsApp (Twilio)',
  settings: whatsappSettings,
  limits: {
    text: 1500, // 1600, with room for three numbered choices where there are no buttons
    unit: 'utf16',
    choices: 3,
    choiceText: 20,
    choiceValue: 199, // 200, one of them between the visit and the value
    media: ['image', 'audio', 'video', 'file'],
    caption: 1500,
    location: true,
    card: false,
    templates: true,
    window: { botHours: 24, agentHours: 24 },
    batch: 1,
  },
  off: (account) => off(account, 'WHATSAPP'),
  verify,
  sample: twilioSample,
  stored: () => nothingToSay,
  parse: (request) => inbound(formOf(request), 'whatsapp:'),
  render,
  connect: (account, needs) => connect(account, needs, 'whatsapp:'),
}
