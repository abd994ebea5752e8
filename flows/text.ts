import Type, { type TSchemaOptions, type TUnsafe } from 'typebox'
import type { Json } from '../bots/message.ts'

/**
 * An option that is shown or sent: the author writes a string, or one for each language, with `{{a.b}}` in it.
 * The kind receives a string, in the conversation's language and filled; `as: 'url'` encodes what is filled in.
 */
export function Text({
  as = 'text',
  ...options
}: TSchemaOptions & { as?: 'text' | 'url' } = {}): TUnsafe<string> {
  return Type.Unsafe<string>(Type.Union([written, translated], { ...options, text: as }))
}

/**
 * An option that is data, of any depth: each string in it is filled. A string that is one `{{a.b}}` and nothing
 * else becomes that value itself, so that a number stays a number.
 */
export function Data(options: TSchemaOptions = {}): TUnsafe<Json> {
  return Type.Unsafe<Json>(Type.Unknown({ ...options, text: 'data' }))
}

/** The languages of a text, and nothing else: `en`, `pt-BR`. */
export const languagePattern = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'

const written = Type.String({ maxLength: 65_536 })
const translated = Type.Record(Type.String({ pattern: languagePattern }), written, {
  additionalProperties: false,
  minProperties: 1,
})
