import Type, { type Static } from 'typebox'
import type { NodeKind } from '../node.ts'
import { Data } from '../text.ts'
import { namePattern, Variable } from '../variable.ts'

const Act = Type.Object(
  {
    act: Type.String({
      pattern: namePattern,
      description: 'An action: a file of the folder actions/',
      examples: ['case_number'],
    }),
    input: Type.Optional(
      Data({ description: 'What the action is given', examples: [{ order: '{{order}}' }] }),
    ),
    into: Type.Optional(Variable('The variable the outcome is kept in')),
  },
  { additionalProperties: false },
)

/** Runs a function that the brand wrote and keeps what comes of it. */
export const act: NodeKind<Static<typeof Act>> = {
  title: 'Act',
  icon: 'zap',
  version: 1,
  waits: true,
  options: Act,
  onReturn: 'wait',
  exits: () => ({ must: ['ok', 'failed'] }),
  actions: (options) => [options.act],
  enter: (options) => ({
    ask: [{ act: { name: options.act, input: options.input ?? null }, name: 'act' }],
    then: 'wait',
  }),
  hear({ into }, _, heard) {
    if (heard.type === 'message') return { missed: true, then: 'wait' }
    if (heard.type !== 'result') return { then: 'wait' }
    const kept = into !== undefined && heard.exit === 'ok' ? { set: { [into]: heard.value } } : {}
    return { ...kept, then: { exit: heard.exit } }
  },
}
