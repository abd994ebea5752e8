import Type, { type Static } from 'typebox'
import type { NodeKind } from '../node.ts'
import { own } from '../own.ts'
import { Data } from '../text.ts'
import { flowPattern, namePattern } from '../variable.ts'

const name = Type.String({ pattern: namePattern })
const Run = Type.Object(
  {
    run: Type.String({ pattern: flowPattern, description: 'The flow to run', examples: ['address'] }),
    with: Type.Optional(
      Type.Record(name, Data(), {
        additionalProperties: false,
        description: 'The variables it begins with; it sees no others',
        examples: [{ city: '{{city}}' }],
      }),
    ),
    into: Type.Optional(
      Type.Record(name, name, {
        additionalProperties: false,
        description: 'Variables here, and the outputs of that flow they are set to',
        examples: [{ street: 'street' }],
      }),
    ),
  },
  { additionalProperties: false },
)

/** Runs another flow inside this one and goes on when that ends. */
export const run: NodeKind<Static<typeof Run>> = {
  title: 'Run a flow',
  icon: 'workflow',
  version: 1,
  waits: false,
  options: Run,
  onReturn: 'wait',
  exits: () => ({ must: ['next'] }),
  flows: (options) => [options.run],
  enter: (options) => ({ then: { run: options.run, with: options.with ?? {} } }),
  hear(options, _, heard) {
    if (heard.type !== 'returned') return { then: 'wait' }
    const outputs = Object.entries(options.into ?? {})
    const set = outputs.map(([mine, theirs]) => [mine, own(heard.value, theirs) ?? null] as const)
    return { set: Object.fromEntries(set), then: { exit: 'next' } }
  },
}
