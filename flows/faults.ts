import type { TSchema } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { durationPattern } from './duration.ts'
import { nearest } from './nearest.ts'

/** What is wrong with a value, in words, and where. */
export interface Wrong {
  path: string[]
  message: string
}

/** Compares a value with a schema; no wrongs when it fits. At most ten are told. */
export function faultsOf(schema: TSchema, value: unknown): Wrong[] {
  return Check(schema, value) ? [] : tell(Errors(schema, value), schema).slice(0, 10)
}

type Found = ReturnType<typeof Errors>[number]

function tell(errors: Found[], schema: TSchema): Wrong[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf')
  const outer = choices.filter((one) => !choices.some((other) => isUnder(one, other)))
  const plain = errors.filter((error) => !outer.some((one) => one === error || isUnder(error, one)))
  return [
    ...plain.flatMap((error) => inWords(error, schema)),
    ...outer.flatMap((one) => tellChoice(one, errors, schema)),
  ]
}

/** Where one of the alternatives is clearly meant, what is wrong with that one; else what they all are. */
function tellChoice(choice: Found, errors: Found[], schema: TSchema): Wrong[] {
  const { schemaPath, instancePath } = choice
  const path = pathOf(instancePath)
  if (valueAt(schema, `${schemaPath}/text`) !== undefined)
    return [{ path, message: 'must be a text, or one text for each language' }]
  const inside = errors.filter((error) => isUnder(error, choice))
  const branches = Map.groupBy(inside, (error) => error.schemaPath.slice(schemaPath.length).split('/')[2])
  const meant = [...branches.values()].filter((found) => !found.some((error) => isOther(error, instancePath)))
  const [only] = meant
  if (only && meant.length === 1) return tell(only, schema)
  const expected = inside.filter((error) => isOther(error, instancePath)).flatMap(kindOf)
  return [{ path, message: `must be ${[...new Set(expected)].join(' or ') || 'one of the known forms'}` }]
}

function isUnder(error: Found, choice: Found): boolean {
  return error.schemaPath.startsWith(`${choice.schemaPath}/anyOf/`)
}
/** It says that something of another kind was expected here. */
function isOther(error: Found, instancePath: string): boolean {
  return error.instancePath === instancePath && (error.keyword === 'type' || error.keyword === 'const')
}

function inWords(error: Found, schema: TSchema): Wrong[] {
  const path = pathOf(error.instancePath)
  switch (error.keyword) {
    case 'boolean':
      return []
    case 'additionalProperties': {
      const known = Object.keys(valueAt(schema, `${error.schemaPath}/properties`) ?? {})
      return error.params.additionalProperties.map((name) => {
        const meant = nearest(name, known)
        return {
          path: [...path, name],
          message: `is not known here${meant ? `; did you mean “${meant}”?` : ''}`,
        }
      })
    }
    case 'required':
      return error.params.requiredProperties.map((name) => ({ path: [...path, name], message: 'is missing' }))
    case 'type':
    case 'const':
      return [{ path, message: `must be ${kindOf(error).join(' or ')}` }]
    case 'pattern':
      return [{ path, message: `must be ${patternInWords(String(error.params.pattern))}` }]
    default:
      return [{ path, message: error.message }]
  }
}

function kindOf(error: Found): string[] {
  if (error.keyword === 'const') return [`“${String(error.params.allowedValue)}”`]
  if (error.keyword === 'type') return [error.params.type].flat().map((name) => kinds[name] ?? name)
  return []
}

function patternInWords(pattern: string): string {
  return pattern === durationPattern
    ? 'a length of time such as 30s, 2m, 1h or 3d'
    : `written like ${pattern}`
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of fields',
  null: 'empty',
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The part of a schema a path such as `#/properties/ask` names. */
function valueAt(schema: unknown, schemaPath: string): unknown {
  let at = schema
  for (const name of pathOf(schemaPath)) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Reflect.get(at, name)
  }
  return at
}
