import Type, { type Static } from 'typebox'
import type { Choice, Message } from '../../bots/message.ts'
import type { Heard, NodeKind } from '../node.ts'
import { pick } from '../pick.ts'
import { Text } from '../text.ts'
import { namePattern, Variable } from '../variable.ts'

const Choose = Type.Object(
  {
    choose: Text({ description: 'The question', examples: ['What is it about?'] }),
    choices: Type.Record(Type.String({ pattern: namePattern }), Text(), {
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 100,
      description:
        'What can be picked; each name is an exit, and one that names an intent is picked by it too',
      examples: [{ late: 'It is late', other: 'Something else' }],
    }),
    into: Type.Optional(Variable('The variable the name of the choice is kept in')),
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        default: 3,
        description: 'Answers that are none before it gives up',
      }),
    ),
  },
  { additionalProperties: false },
)

/** Lets the customer pick one of several answers, by a button, its number, its words or its intent. */
export const choose: NodeKind<Static<typeof Choose>> = {
  title: 'Choose',
  icon: 'list-checks',
  version: 1,
  waits: true,
  options: Choose,
  onReturn: 'repeat',
  exits: (options) => ({ must: Object.keys(options.choices), may: ['gaveUp'] }),
  enter: (options) => ({ say: [question(options)], then: 'wait' }),
  hear(options, scope, heard) {
    if (heard.type !== 'message') return { then: 'wait' }
    const picked = pick(choicesOf(options), heard) ?? meant(options, heard)
    if (picked !== null)
      return { ...(options.into ? { set: { [options.into]: picked } } : {}), then: { exit: picked } }
    const tries = Number(scope.memory.tries ?? 0) + 1
    if (tries >= (options.tries ?? 3) && scope.exits.includes('gaveUp'))
      return { missed: true, then: { exit: 'gaveUp' } }
    return { missed: true, memory: { tries }, say: [question(options)], then: 'wait' }
  },
}

function question(options: Static<typeof Choose>): Message {
  return { type: 'choices', text: options.choose, choices: choicesOf(options) }
}

function choicesOf({ choices }: Static<typeof Choose>): Choice[] {
  return Object.entries(choices).map(([value, text]) => ({ value, text }))
}

function meant(
  { choices }: Static<typeof Choose>,
  heard: Extract<Heard, { type: 'message' }>,
): string | null {
  const { decision, intent } = heard.understood ?? {}
  return decision === 'answer' && intent && Object.hasOwn(choices, intent) ? intent : null
}
