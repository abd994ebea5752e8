import Type, { type Static } from 'typebox'
import type { Json } from '../../bots/message.ts'
import { answer, answerKinds } from '../answer.ts'
import type { Heard, NodeKind } from '../node.ts'
import { Pattern, pattern } from '../pattern.ts'
import { Text } from '../text.ts'
import { namePattern, Variable } from '../variable.ts'

const ownEntity = Type.String({ pattern: namePattern, entity: true })

const Ask = Type.Object(
  {
    ask: Text({ description: 'The question', examples: ['What is your order number?'] }),
    into: Variable('The variable the answer is kept in'),
    as: Type.Optional(
      Type.Unsafe<string>(
        Type.Union([...answerKinds.map((kind) => Type.Literal(kind)), ownEntity], {
          default: 'text',
          description: 'What kind of answer is wanted; also one of the bot’s own entities',
        }),
      ),
    ),
    pattern: Type.Optional(Pattern),
    min: Type.Optional(Type.Number({ description: 'The least number, or the fewest characters' })),
    max: Type.Optional(Type.Number({ description: 'The greatest number, or the most characters' })),
    again: Type.Optional(
      Type.Array(Text(), {
        maxItems: 5,
        description: 'What is said after each answer that is none; when all are said, it gives up',
        examples: [['It looks like AB123456.']],
      }),
    ),
  },
  { additionalProperties: false },
)

/** Asks a question and keeps the answer in a variable. */
export const ask: NodeKind<Static<typeof Ask>> = {
  title: 'Ask',
  icon: 'circle-help',
  version: 1,
  waits: true,
  options: Ask,
  onReturn: 'repeat',
  exits: () => ({ must: ['filled', 'gaveUp'] }),
  enter: (options) => ({ say: [{ type: 'text', text: options.ask }], then: 'wait' }),
  hear(options, scope, heard) {
    if (heard.type !== 'message') return { then: 'wait' }
    const value = read(options, scope.language, heard)
    if (value !== null) return { set: { [options.into]: value }, then: { exit: 'filled' } }
    const tries = Number(scope.memory.tries ?? 0)
    const text = options.again?.[tries]
    if (text === undefined) return { missed: true, then: { exit: 'gaveUp' } }
    return { missed: true, memory: { tries: tries + 1 }, say: [{ type: 'text', text }], then: 'wait' }
  },
}

function read(
  { as = 'text', pattern: wanted, min = -Infinity, max = Infinity }: Static<typeof Ask>,
  language: string,
  heard: Extract<Heard, { type: 'message' }>,
): Json {
  const value = answer(as, heard.text, language, heard.understood?.entities)
  if (value === null || (wanted !== undefined && !pattern(wanted, String(value)))) return null
  if (as !== 'number' && as !== 'text') return value
  const size = typeof value === 'number' ? value : [...String(value)].length
  return size >= min && size <= max ? value : null
}
