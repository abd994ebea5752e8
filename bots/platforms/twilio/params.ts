import type { Prefix } from './inbound.ts'
import type { TwilioCall } from './render.ts'
import type { WhatsAppSettings } from './settings.ts'

/** The parameters by which an account sends a call. Source: https://www.twilio.com/docs/messaging/api/message-resource */
export function paramsOf(
  { to, body, media, place, buttons, template }: TwilioCall,
  { from = '', choiceTemplates = [] }: Pick<WhatsAppSettings, 'from' | 'choiceTemplates'>,
  prefix: Prefix,
): Record<string, string> {
  const who = {
    To: prefix + to,
    ...(from.startsWith('MG') ? { MessagingServiceSid: from } : { From: prefix + from }),
  }
  if (template)
    return { ...who, ContentSid: template.sid, ContentVariables: JSON.stringify(numbered(template.values)) }
  const choiceTemplate = buttons && choiceTemplates[buttons.length - 1]
  // WhatsApp takes 1024 characters above buttons.
  if (buttons && choiceTemplate && body.length <= 1024)
    return { ...who, ContentSid: choiceTemplate, ContentVariables: JSON.stringify(variables(body, buttons)) }
  const list = buttons?.map(({ text }, index) => `${index + 1}. ${text}`).join('\n')
  const words = [body, list].filter(Boolean).join('\n\n')
  return {
    ...who,
    ...(words === '' ? {} : { Body: words }),
    ...(media === undefined ? {} : { MediaUrl: media }),
    ...(place === undefined ? {} : { PersistentAction: `geo:${place.latitude},${place.longitude}|${words}` }),
  }
}

function variables(body: string, buttons: { text: string; data: string }[]): Record<string, string> {
  return numbered([body, ...buttons.flatMap(({ text, data }) => [text, data])])
}

/** The values of {{1}}, {{2}} and so on. */
function numbered(values: string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${index + 1}`, value]))
}
