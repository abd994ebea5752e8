import Type, { type Static } from 'typebox'
import { id, settings as shared } from '../meta/settings.ts'

/** What connects a professional account of Instagram. */
export const settings = Type.Object(
  {
    accountId: id('The id of the Instagram account'),
    appId: id('The id of the app at Meta: messages that Parley itself sent come back with it'),
    ...shared('https://graph.instagram.com'),
  },
  { additionalProperties: false },
)
export type InstagramSettings = Static<typeof settings>
