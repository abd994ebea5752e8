import Type, { type Static } from 'typebox'
import type { NodeKind, Request } from '../node.ts'
import { Data } from '../text.ts'

const tags = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 50 }))
const contact = 'contact.'
const SetOptions = Type.Object(
  {
    set: Type.Record(Type.String({ pattern: '^(contact\\.)?[a-zA-Z][a-zA-Z0-9_]{0,49}$' }), Data(), {
      additionalProperties: false,
      maxProperties: 50,
      description: 'Variables and their values; contact.NAME is remembered of the customer for good',
      examples: [{ topic: 'complaint', 'contact.name': '{{name}}' }],
    }),
    tag: Type.Optional(
      Type.Object(
        { add: tags, remove: tags },
        { additionalProperties: false, description: 'Marks that agents see on the conversation' },
      ),
    ),
  },
  { additionalProperties: false },
)

/** Sets variables, remembers things of the customer, tags the conversation. */
export const set: NodeKind<Static<typeof SetOptions>> = {
  title: 'Set',
  icon: 'pencil',
  version: 1,
  waits: false,
  options: SetOptions,
  exits: () => ({ must: ['next'] }),
  enter(options) {
    const values = Object.entries(options.set)
    const ask: Request[] = values
      .filter(([name]) => name.startsWith(contact))
      .map(([name, value]) => ({ remember: { name: name.slice(contact.length), value } }))
    if (options.tag) ask.push({ tag: options.tag })
    return {
      set: Object.fromEntries(values.filter(([name]) => !name.startsWith(contact))),
      ask,
      then: { exit: 'next' },
    }
  },
}
