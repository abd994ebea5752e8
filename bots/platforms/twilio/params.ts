import type { Prefix } from './inbound.ts'
import type { TwilioCall } from './render.ts'
import type { WhatsAppSettings } from './settings.ts'

/** The parameters by which an account sends a call. Source: https://www.twilio.com/docs/messaging/api/message-resource */
export function paramsOf(
  { to, body, media, place, buttons }: TwilioCall,
  { from = '', choiceTemplates = [] }: Pick<WhatsAppSettings, 'from' | 'choiceTemplates'>,
  prefix: Prefix,
): Record<string, string> {
  const who = {
    To: prefix + to,
    ...(from.startsWith('MG') ? { MessagingServiceSid: from } : { From: prefix + from }),
  }
  const template = buttons && choiceTemplates[buttons.length - 1]
  // WhatsApp takes 1024 characters above buttons.
  if (buttons && template && body.length <= 1024)
    return { ...who, ContentSid: template, ContentVariables: JSON.stringify(variables(body, buttons)) }
  const numbered = buttons?.map(({ text }, index) => `${index + 1}. ${text}`).join('\n')
  const words = [body, numbered].filter(Boolean).join('\n\n')
  return {
    ...who,
    ...(words === '' ? {} : { Body: words }),
    ...(media === undefined ? {} : { MediaUrl: media }),
    ...(place === undefined ? {} : { PersistentAction: `geo:${place.latitude},${place.longitude}|${words}` }),
  }
}

function variables(body: string, buttons: { text: string; data: string }[]): Record<string, string> {
  const parts = [body, ...buttons.flatMap(({ text, data }) => [text, data])]
  return Object.fromEntries(parts.map((part, index) => [`${index + 1}`, part]))
}
