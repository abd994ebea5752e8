import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'

/** A part of a node's options that its schema marks. */
export interface Marked {
  /** Where it is, as a reader of the flow would say: `choices.late`. */
  path: string
  mark: 'text' | 're2' | 'entity'
  value: unknown
}

/** Finds the texts, the regular expressions and the names of entities in a node's options, at any depth. Data of the author's own form is left out. */
export function marked(schema: TSchema, value: unknown): Marked[] {
  return look(schema, value, [], {})
}

function look(schema: unknown, value: unknown, path: string[], definitions: object): Marked[] {
  if (!isObject(schema)) return []
  const field = (name: string): unknown => Reflect.get(schema, name)
  const text = field('text')
  if (text === 'text' || text === 'url') return [{ path: path.join('.'), mark: 'text', value }]
  if (field('re2') === true) return [{ path: path.join('.'), mark: 're2', value }]
  if (field('entity') === true) return [{ path: path.join('.'), mark: 'entity', value }]
  const [anyOf, items, $ref, $defs] = [field('anyOf'), field('items'), field('$ref'), field('$defs')]
  const known = isObject($defs) ? $defs : definitions
  if (typeof $ref === 'string') return look(Reflect.get(known, $ref), value, path, known)
  if (Array.isArray(anyOf))
    return look(
      anyOf.find((one) => fits(one, value, known)),
      value,
      path,
      known,
    )
  if (Array.isArray(value))
    return value.flatMap((one, index) =>
      look(Array.isArray(items) ? items[index] : items, one, [...path, String(index + 1)], known),
    )
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, one]) =>
    look(fieldOf(schema, name), one, [...path, name], known),
  )
}

function fieldOf(schema: object, name: string): unknown {
  const properties: unknown = Reflect.get(schema, 'properties')
  const patternProperties: unknown = Reflect.get(schema, 'patternProperties')
  if (isObject(properties) && Object.hasOwn(properties, name)) return Reflect.get(properties, name)
  const patterns = Object.entries(isObject(patternProperties) ? patternProperties : {})
  return patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1]
}

/** An alternative may refer to schemas that are named outside it. */
function fits(schema: unknown, value: unknown, definitions: object): boolean {
  return isSchema(schema) && Check({ ...definitions }, schema, value)
}

function isSchema(value: unknown): value is TSchema {
  return isObject(value)
}
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
