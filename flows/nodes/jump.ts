import Type, { type Static } from 'typebox'
import type { NodeKind } from '../node.ts'
import { Data } from '../text.ts'
import { flowPattern, namePattern } from '../variable.ts'

const Jump = Type.Object(
  {
    jump: Type.String({
      pattern: flowPattern,
      description: 'The flow that takes over',
      examples: ['orders'],
    }),
    with: Type.Optional(
      Type.Record(Type.String({ pattern: namePattern }), Data(), {
        additionalProperties: false,
        description: 'The variables it begins with; all others are left behind',
        examples: [{ order: '{{order}}' }],
      }),
    ),
  },
  { additionalProperties: false },
)

/** Leaves this flow for another and does not come back. */
export const jump: NodeKind<Static<typeof Jump>> = {
  title: 'Jump',
  icon: 'corner-up-right',
  version: 1,
  waits: false,
  options: Jump,
  exits: () => ({ must: [] }),
  flows: (options) => [options.jump],
  enter: (options) => ({ then: { jump: options.jump, with: options.with ?? {} } }),
}
