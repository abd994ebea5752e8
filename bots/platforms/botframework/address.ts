import Type, { type Static } from 'typebox'
import { type Received, textOf } from './activity.ts'

const Someone = Type.Object({ id: Type.String(), name: Type.Optional(Type.String()) })

/** Where a conversation is answered. The service's address was in a token that the service signed. */
export const Address = Type.Object({
  service: Type.String({ minLength: 1 }),
  channel: Type.String(),
  conversation: Type.String({ minLength: 1 }),
  bot: Someone,
  user: Someone,
  /** As the channel calls it, such as `personal`. */
  kind: Type.Optional(Type.String()),
  group: Type.Optional(Type.Literal(true)),
})
export type Address = Static<typeof Address>

/** Where to answer an activity. */
export function addressOf(
  { serviceUrl, channelId, conversation, recipient, from }: Received,
  group: boolean,
): Address {
  const kind = textOf(conversation.conversationType)
  return {
    service: serviceUrl,
    channel: channelId,
    conversation: conversation.id,
    bot: someone(recipient),
    user: someone(from),
    ...(kind ? { kind } : {}),
    ...(group ? { group: true as const } : {}),
  }
}

function someone({ id = '', name = '' }: { id?: string; name?: string } = {}): Static<typeof Someone> {
  return { id, ...(name ? { name } : {}) }
}
