import Type, { type Static } from 'typebox'
import type { Choice, Json } from '../../bots/message.ts'
import type { Heard, Move, NodeKind, Scope } from '../node.ts'
import { own } from '../own.ts'
import { pick } from '../pick.ts'
import { Text } from '../text.ts'
import { meantIntent } from '../variable.ts'

const Understand = Type.Object(
  {
    understand: Text({ description: 'What is asked', examples: ['What can I do for you?'] }),
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        default: 2,
        description: 'Answers that are not understood before it takes the exit “unknown”',
      }),
    ),
  },
  { additionalProperties: false },
)

/** Listens to free words; its exits are intents. The message that led here is heard first, so that nobody says it twice. */
export const understand: NodeKind<Static<typeof Understand>> = {
  title: 'Understand',
  icon: 'ear',
  version: 1,
  waits: true,
  options: Understand,
  onReturn: 'repeat',
  exits: () => ({ must: ['unknown'], may: ['unsure'], open: true }),
  enter(options, scope) {
    const meant = scope.variables[meantIntent]
    if (typeof meant === 'string' && scope.exits.includes(meant))
      return { set: { [meantIntent]: null }, then: { exit: meant } }
    const move = scope.opening?.type === 'message' ? listen(scope, scope.opening) : null
    return move ?? { say: [{ type: 'text', text: options.understand }], then: 'wait' }
  },
  hear(options, scope, heard) {
    if (heard.type !== 'message') return { then: 'wait' }
    const move = listen(scope, heard)
    if (move) return move
    if (heard.understood?.decision === 'ask' && scope.exits.includes('unsure'))
      return { missed: true, then: { exit: 'unsure' } }
    const tries = Number(scope.memory.tries ?? 0) + 1
    if (tries >= (options.tries ?? 2)) return { missed: true, then: { exit: 'unknown' } }
    return {
      missed: true,
      memory: { ...scope.memory, tries },
      say: [{ type: 'text', text: options.understand }],
      then: 'wait',
    }
  },
}

/** Takes the exit of what was said, or asks once which of two exits was meant; null when neither can be done. */
function listen(scope: Scope, heard: Extract<Heard, { type: 'message' }>): Move | null {
  const leadsOn = (name: string | null | undefined): name is string => !!name && scope.exits.includes(name)
  const offered = offeredIn(scope.memory.offered)
  const choices = choicesOf(offered, scope)
  const picked = pick(choices, heard)
  if (leadsOn(picked)) return { then: { exit: picked } }
  const { decision, intent, runnerUp } = heard.understood ?? {}
  if (decision === 'answer' && leadsOn(intent)) return { then: { exit: intent } }
  if (decision !== 'ask' || offered.length > 0 || !leadsOn(intent) || !leadsOn(runnerUp)) return null
  const both = [intent, runnerUp]
  return {
    memory: { ...scope.memory, offered: both },
    say: [{ type: 'choices', text: scope.texts.didYouMean ?? '', choices: choicesOf(both, scope) }],
    then: 'wait',
  }
}

function choicesOf(intents: string[], scope: Scope): Choice[] {
  return intents.map((value) => ({
    value,
    text: own(scope.texts, `intent.${value}`) ?? value.replaceAll('_', ' '),
  }))
}

function offeredIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
