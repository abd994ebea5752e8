import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import type { Choice, Message } from '../../bots/message.ts'
import type { NodeKind, Scope } from '../node.ts'
import { pick } from '../pick.ts'
import { meantIntent } from '../variable.ts'

const Clarify = Type.Object({ clarify: Type.Literal(true) }, { additionalProperties: false })
const Option = Type.Object({ flow: Type.String(), intent: Type.String(), text: Type.String() })

/** Asks which of two flows was meant: the one node of the built-in flow `~clarify`, not for authors. */
export const clarify: NodeKind<Static<typeof Clarify>> = {
  title: 'Did you mean',
  icon: 'signpost',
  version: 1,
  waits: true,
  options: Clarify,
  onReturn: 'repeat',
  exits: () => ({ must: [] }),
  enter: (_, scope) => ({ say: [question(scope)], then: 'wait' }),
  hear(_, scope, heard) {
    if (heard.type !== 'message') return { then: 'wait' }
    const picked = pick(choicesOf(scope), heard)
    if (picked === null) return { missed: true, then: { end: {} } }
    const option = optionsOf(scope).find(({ flow }) => flow === picked)
    return { then: option ? { jump: option.flow, with: { [meantIntent]: option.intent } } : { end: {} } }
  },
}

const neither = 'neither'

function question(scope: Scope): Message {
  return { type: 'choices', text: scope.texts.didYouMean ?? '', choices: choicesOf(scope) }
}

function choicesOf(scope: Scope): Choice[] {
  const options = optionsOf(scope).map(({ flow, text }) => ({ value: flow, text }))
  return [...options, { value: neither, text: scope.texts.neither ?? neither }]
}

/** What the engine began this flow with: two intents, what they are called and the flows that hear them. */
function optionsOf({ variables }: Scope): { flow: string; intent: string; text: string }[] {
  return Array.isArray(variables.options) ? variables.options.filter((option) => Check(Option, option)) : []
}
