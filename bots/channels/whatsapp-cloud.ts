import type { Channel } from '../channel.ts'
import { entries } from '../platforms/meta/entries.ts'
import { handshake } from '../platforms/meta/handshake.ts'
import { metaSample, signature } from '../platforms/meta/signature.ts'
import { connect } from '../platforms/whatsapp-cloud/connect.ts'
import { inbound } from '../platforms/whatsapp-cloud/inbound.ts'
import { render, type WhatsAppCall } from '../platforms/whatsapp-cloud/render.ts'
import { settings, type WhatsAppSettings } from '../platforms/whatsapp-cloud/settings.ts'

/** Numbers of the WhatsApp Business Platform. Source: https://developers.facebook.com/documentation/business-messaging/whatsapp */
export const whatsappCloud: Channel<WhatsAppSettings, WhatsAppCall> = {
  title: 'WhatsApp (Meta)',
  settings,
  limits: {
    text: 4096,
    unit: 'utf16',
    choices: 10, // rows of a list; three are buttons
    choiceText: 24, // of a row; a label of 20 may be a button
    choiceValue: 199, // a row's id: 200, one of them between the visit and the value
    media: ['image', 'audio', 'video', 'file'],
    caption: 1024,
    location: true,
    card: true,
    templates: true,
    window: { botHours: 24, agentHours: 24 },
    batch: 1,
  },
  platformId: ({ phoneNumberId }) => phoneNumberId ?? null,
  off,
  verify: (request, { appSecret }) => signature(request, appSecret),
  answer: (request, { verifyToken }) => handshake(request, verifyToken),
  sample: ({ appSecret }, webhook) => metaSample('whatsapp_business_account', webhook, appSecret),
  parse: (request, { phoneNumberId }) =>
    inbound(entries(request, 'whatsapp_business_account'), phoneNumberId),
  render,
  connect,
}

function off({ token, phoneNumberId, appSecret, verifyToken }: WhatsAppSettings): string | null {
  if (!token) return 'WHATSAPP_CLOUD_TOKEN is not set: a system user of the business has it.'
  if (!phoneNumberId) return 'WHATSAPP_CLOUD_PHONE_NUMBER_ID is not set: it is by this that messages leave.'
  if (!appSecret)
    return 'WHATSAPP_CLOUD_APP_SECRET is not set: it is by this that deliveries of Meta are known.'
  if (!verifyToken) return 'WHATSAPP_CLOUD_VERIFY_TOKEN is not set: Meta asks for it before it delivers.'
  return null
}
