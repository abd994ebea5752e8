import Type, { type Static } from 'typebox'
import { id, settings as shared } from '../meta/settings.ts'

/** What connects a number of the WhatsApp Business Platform. */
export const settings = Type.Object(
  {
    phoneNumberId: id(
      "The id of the business's phone number (app dashboard, WhatsApp, API Setup); not the number",
    ),
    ...shared('https://graph.facebook.com'),
  },
  { additionalProperties: false },
)
export type WhatsAppSettings = Static<typeof settings>
