import Type, { type Static } from 'typebox'
import { pattern } from './prices.ts'

/** What connects a number of Twilio's. */
const settings = Type.Object(
  {
    accountSid: Type.Optional(
      Type.String({
        pattern: '^AC\\w{1,64}$',
        description: 'The Account SID (AC…), from the Twilio console',
      }),
    ),
    authToken: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        secret: true,
        description: 'The auth token of the account, from the Twilio console',
      }),
    ),
    from: Type.Optional(
      Type.String({
        pattern: '^(\\+?[0-9]{3,15}|MG\\w{1,64})$',
        description: 'The number that customers write to, such as +15005550006, or a messaging service (MG…)',
      }),
    ),
    publicUrl: Type.String({
      default: '',
      pattern: '^$|^https?://\\S+$',
      description:
        'The address by which Twilio reaches Parley, such as https://chat.example.com; when empty, the Host that a delivery names',
    }),
    apiBase: Type.String({
      default: 'https://api.twilio.com',
      pattern: '^https?://\\S+$',
      description: 'The address of the API of Twilio',
    }),
  },
  { additionalProperties: false },
)
export type TwilioSettings = Static<typeof settings>

/** What connects a number for SMS. */
export const smsSettings = Type.Object(
  {
    ...settings.properties,
    prices: Type.Optional(
      Type.String({
        maxLength: 10_000,
        pattern,
        description:
          'What one part of an SMS costs, by how a number begins, such as "USD 1=0.0083 44=0.0463 4477=0.05" (the longest beginning counts); when empty, no cost is kept',
      }),
    ),
  },
  { additionalProperties: false },
)
export type SmsSettings = Static<typeof smsSettings>

/** What connects a WhatsApp sender of Twilio's. */
export const whatsappSettings = Type.Object(
  {
    ...settings.properties,
    choiceTemplates: Type.Optional(
      Type.Array(Type.String({ pattern: '^HX\\w{1,64}$' }), {
        maxItems: 3,
        description:
          'Content templates (HX…) of the kind quick reply with one, two and three buttons, separated by commas: {{1}} is the text, {{2}} and {{3}} the title and id of the first button, and so on; when empty, choices are numbered',
      }),
    ),
    contentBase: Type.String({
      default: 'https://content.twilio.com',
      pattern: '^https?://\\S+$',
      description: 'The address where Twilio keeps content templates',
    }),
    messagingBase: Type.String({
      default: 'https://messaging.twilio.com',
      pattern: '^https?://\\S+$',
      description: 'The address where Twilio takes typing marks',
    }),
  },
  { additionalProperties: false },
)
export type WhatsAppSettings = Static<typeof whatsappSettings>

/** Why an account cannot work, in words; null when it can. `name` is what its settings begin with. */
export function off({ accountSid, authToken, from }: TwilioSettings, name: string): string | null {
  if (!accountSid) return `${name}_ACCOUNT_SID is not set: the Twilio console shows it.`
  if (!authToken) return `${name}_AUTH_TOKEN is not set: it is by this that deliveries of Twilio are known.`
  if (!from) return `${name}_FROM is not set: it is the number that customers write to.`
  return null
}
