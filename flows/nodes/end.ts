import Type, { type Static } from 'typebox'
import type { NodeKind } from '../node.ts'
import { own } from '../own.ts'
import { namePattern } from '../variable.ts'

const End = Type.Object(
  {
    end: Type.Union(
      [Type.Literal(true), Type.Array(Type.String({ pattern: namePattern }), { maxItems: 50 })],
      {
        description: 'true, or the variables given back to the flow that ran this one',
        examples: [['street']],
      },
    ),
  },
  { additionalProperties: false },
)

/** Ends the flow. */
export const end: NodeKind<Static<typeof End>> = {
  title: 'End',
  icon: 'circle-stop',
  version: 1,
  waits: false,
  options: End,
  exits: () => ({ must: [] }),
  enter({ end: outputs }, { variables }) {
    const given = outputs === true ? [] : outputs
    return { then: { end: Object.fromEntries(given.map((name) => [name, own(variables, name) ?? null])) } }
  },
}
