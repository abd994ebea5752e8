import Type, { type Static } from 'typebox'
import { duration, durationPattern } from '../duration.ts'
import type { NodeKind } from '../node.ts'

const Wait = Type.Object(
  { wait: Type.String({ pattern: durationPattern, description: 'How long', examples: ['2h'] }) },
  { additionalProperties: false },
)

/** Waits for a while; a message may cut it short by the exit “message”. */
export const wait: NodeKind<Static<typeof Wait>> = {
  title: 'Wait',
  icon: 'hourglass',
  version: 1,
  waits: true,
  options: Wait,
  onReturn: 'wait',
  exits: () => ({ must: ['next'], may: ['message'] }),
  enter: (options) => ({
    ask: [{ wake: { in: duration(options.wait) ?? longest }, name: 'over' }],
    then: 'wait',
  }),
  hear(_, scope, heard) {
    if (heard.type === 'wake') return { then: { exit: 'next' } }
    if (heard.type !== 'message') return { then: 'wait' }
    return { missed: true, then: scope.exits.includes('message') ? { exit: 'message' } : 'wait' }
  },
}

/** A year: what is longer is cut to it. */
const longest = 366 * 86_400_000
