import Type from 'typebox'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { type Received, textOf } from './activity.ts'

/**
 * What somebody wrote, without the bot's own name, by which a channel or group calls it; of others the name is left.
 * The SDK looks only for a mention's own text, which Teams does not always tell.
 */
export function withoutMentions(activity: Received): string {
  const own = list(activity.entities).flatMap((entity) =>
    fits(Mention, entity) && entity.mentioned.id === activity.recipient?.id
      ? [entity.text || `<at>${entity.mentioned.name ?? ''}</at>`]
      : [],
  )
  const text = own.reduce((left, mention) => left.replace(mention, ''), textOf(activity.text))
  return text
    .replace(/<quoted messageId="[^"<>]{0,200}"\s{0,2}\/>/g, '') // where Teams shows what is answered
    .replace(/<at(?: id="[^"<>]{0,20}")?>([^<>]{0,500})<\/at>/g, '$1')
    .replaceAll('&nbsp;', ' ')
    .trim()
}

/** The message that somebody quoted to answer it, as Teams tells; empty where they did not. */
export function quotedIn({ entities }: Received): string {
  const quoted = list(entities).find((entity) => fits(Quote, entity))
  return fits(Quote, quoted) ? quoted.quotedReply.messageId : ''
}

const text = Type.Optional(Type.String())
const Quote = Type.Object({
  type: Type.Literal('quotedReply'),
  quotedReply: Type.Object({ messageId: Type.String({ minLength: 1, maxLength: 500 }) }),
})
const Mention = Type.Object({
  type: Type.Literal('mention'),
  text,
  mentioned: Type.Object({ id: text, name: text }),
})
