import Type, { type Static } from 'typebox'
import type { Json, Values } from '../bots/message.ts'
import { lookup } from './fill.ts'
import { Pattern, pattern } from './pattern.ts'

const strict = { additionalProperties: false } as const
const path = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'A variable; dots lead inside',
  examples: ['found.daysLate'],
})
const text = Type.String({ maxLength: 1000 })
const scalar = Type.Union([text, Type.Number(), Type.Boolean(), Type.Null()])
const measure = Type.Tuple([path, Type.Union([Type.Number(), text])])
const nested = Type.Array(Type.Ref('Condition'), { minItems: 1, maxItems: 20 })

/** What a branch asks of the variables: a closed tree of tests, plain JSON. */
export const Condition = Type.Cyclic(
  {
    Condition: Type.Union([
      Type.Object({ set: path }, { ...strict, description: 'It has a value that is not empty' }),
      Type.Object({ equal: Type.Tuple([path, scalar]) }, strict),
      Type.Object({ greater: measure }, { ...strict, description: 'As numbers; against a text, as texts' }),
      Type.Object({ less: measure }, { ...strict, description: 'As numbers; against a text, as texts' }),
      Type.Object({ oneOf: Type.Tuple([path, Type.Array(scalar, { minItems: 1, maxItems: 100 })]) }, strict),
      Type.Object(
        { contains: Type.Tuple([path, text]) },
        { ...strict, description: 'A text has this in it, capitals or not; a list has this item' },
      ),
      Type.Object(
        { matches: Type.Tuple([path, Pattern]) },
        { ...strict, description: 'A regular expression (RE2) finds something in it' },
      ),
      Type.Object({ not: Type.Ref('Condition') }, strict),
      Type.Object({ all: nested }, strict),
      Type.Object({ any: nested }, strict),
    ]),
  },
  'Condition',
)
export type Condition = Static<typeof Condition>

/** Whether a condition is true of the variables. Total: a tree deeper than 20 is false. */
export function holds(condition: Condition, variables: Readonly<Values>): boolean {
  return isShallow(condition, deepest) && isTrue(condition, variables)
}

const deepest = 20

/** Looked at beforehand: a “not” would turn the false of what is too deep inside it into true. */
function isShallow(condition: Condition, levels: number): boolean {
  if (levels < 0) return false
  const inside = (parts: Condition[]) => parts.every((part) => isShallow(part, levels - 1))
  if ('not' in condition) return inside([condition.not])
  if ('all' in condition) return inside(condition.all)
  return !('any' in condition) || inside(condition.any)
}

function isTrue(condition: Condition, variables: Readonly<Values>): boolean {
  const within = (inner: Condition) => isTrue(inner, variables)
  if ('not' in condition) return !within(condition.not)
  if ('all' in condition) return condition.all.every(within)
  if ('any' in condition) return condition.any.some(within)
  if ('set' in condition) return !isEmpty(lookup(variables, condition.set))
  if ('equal' in condition) return isEqual(lookup(variables, condition.equal[0]), condition.equal[1])
  if ('greater' in condition)
    return compare(lookup(variables, condition.greater[0]), condition.greater[1]) > 0
  if ('less' in condition) return compare(lookup(variables, condition.less[0]), condition.less[1]) < 0
  if ('matches' in condition)
    return pattern(condition.matches[1], words(lookup(variables, condition.matches[0])))
  if ('contains' in condition)
    return contains(lookup(variables, condition.contains[0]), condition.contains[1])
  const value = lookup(variables, condition.oneOf[0])
  return condition.oneOf[1].some((each) => isEqual(value, each))
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === ''
}

/** A filled text is always a string, so `3` equals `"3"`. */
function isEqual(value: Json | undefined, other: Json): boolean {
  if (value === undefined || value === null) return other === null
  return typeof value !== 'object' && other !== null && String(value) === String(other)
}

/** Below, at or above 0; NaN, for which nothing holds, where the two cannot be compared. */
function compare(value: Json | undefined, other: number | string): number {
  if (isEmpty(value) || typeof value === 'object' || typeof value === 'boolean') return Number.NaN
  if (typeof other === 'number') return Number(value) - other
  const said = String(value)
  return said < other ? -1 : said > other ? 1 : 0
}

function contains(value: Json | undefined, part: string): boolean {
  if (Array.isArray(value)) return value.some((item) => isEqual(item, part))
  return words(value).toLowerCase().includes(part.toLowerCase())
}

function words(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}
