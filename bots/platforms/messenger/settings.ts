import Type, { type Static } from 'typebox'
import { id, settings as shared } from '../meta/settings.ts'

/** What connects a page of Facebook. */
export const settings = Type.Object(
  {
    pageId: id('The id of the page'),
    appId: id('The id of the app at Meta: messages that Parley itself sent come back with it'),
    ...shared('https://graph.facebook.com'),
  },
  { additionalProperties: false },
)
export type MessengerSettings = Static<typeof settings>
