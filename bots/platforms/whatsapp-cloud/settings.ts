import Type, { type Static } from 'typebox'
import { id, settings as shared } from '../meta/settings.ts'

/** What connects a number of the WhatsApp Business Platform. */
export const settings = Type.Object(
  {
    phoneNumberId: id(
      "The id of the business's phone number (app dashboard, WhatsApp, API Setup); not the number",
    ),
    wabaId: id(
      'The id of the WhatsApp business account (app dashboard, WhatsApp, API Setup): by it the approved templates are found',
    ),
    ...shared('https://graph.facebook.com'),
  },
  { additionalProperties: false },
)
export type WhatsAppSettings = Static<typeof settings>
