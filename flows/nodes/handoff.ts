import Type, { type Static } from 'typebox'
import type { NodeKind } from '../node.ts'
import { flowPattern, namePattern } from '../variable.ts'

const Handoff = Type.Object(
  {
    handoff: Type.Union(
      [
        Type.Literal(true),
        Type.Object(
          {
            queue: Type.Optional(Type.String({ pattern: flowPattern, examples: ['orders'] })),
            collected: Type.Optional(
              Type.Array(Type.String({ pattern: namePattern }), {
                maxItems: 50,
                description: 'Variables the agent sees first',
                examples: [['order', 'topic']],
              }),
            ),
          },
          { additionalProperties: false },
        ),
      ],
      { description: 'true, for what the flow says of handoffs; or the queue and what was collected' },
    ),
  },
  { additionalProperties: false },
)

/** Hands the conversation to a person. When it comes back, the exits tell how that went; without one the flow ends. */
export const handoff: NodeKind<Static<typeof Handoff>> = {
  title: 'Hand to a person',
  icon: 'headset',
  version: 1,
  waits: true,
  options: Handoff,
  onReturn: 'hear',
  exits: () => ({ must: [], may: ['resolved', 'not'] }),
  enter: (options) => ({ then: { handoff: options.handoff === true ? {} : options.handoff } }),
  hear(_, scope, heard) {
    if (heard.type !== 'released') return { then: 'wait' }
    return { then: scope.exits.includes(heard.outcome) ? { exit: heard.outcome } : { end: {} } }
  },
}
