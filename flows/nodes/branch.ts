import Type, { type Static } from 'typebox'
import { Condition, holds } from '../condition.ts'
import type { NodeKind } from '../node.ts'
import { namePattern } from '../variable.ts'

const Branch = Type.Object(
  {
    branch: Type.Record(Type.String({ pattern: namePattern }), Condition, {
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 20,
      description:
        'Exits by name, each with its condition: the first that holds is taken, else “else”. Beside the variables there are now.open, now.channel, now.language, now.time and now.queues.NAME.staffed',
      examples: [{ late: { greater: ['found.daysLate', 3] } }],
    }),
  },
  { additionalProperties: false },
)

/** Goes different ways by what is known. */
export const branch: NodeKind<Static<typeof Branch>> = {
  title: 'Branch',
  icon: 'split',
  version: 1,
  waits: false,
  options: Branch,
  exits: (options) => ({ must: [...new Set([...Object.keys(options.branch), 'else'])] }),
  enter(options, { variables, facts, language, now }) {
    const known = {
      ...variables,
      now: { time: now, open: facts.open, channel: facts.channel, language, queues: facts.queues },
    }
    const found = Object.entries(options.branch).find(([, condition]) => holds(condition, known))
    return { then: { exit: found?.[0] ?? 'else' } }
  },
}
