import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { Values } from '../bots/message.ts'
import { lookup, onlyPath, template } from './fill.ts'
import { spoken } from './spoken.ts'

/** Gives a node's options in a language, filled with variables. */
export type Render = (language: string, variables: Readonly<Values>) => unknown

/** Finds what `Text()` and `Data()` mark in the options, at any depth, and reads it once; the rest stays as it is. */
export function render(schema: TSchema, options: Values, languages: readonly string[]): Render {
  return part(schema, options, { languages, definitions: {} }) ?? (() => options)
}

interface Around {
  languages: readonly string[]
  /** Schemas that others refer to by name. */
  definitions: object
}

/** Null for a part that has nothing to translate or fill. */
function part(schema: unknown, value: unknown, around: Around): Render | null {
  if (typeof schema !== 'object' || schema === null) return null
  const { text, anyOf, allOf, $ref, $defs }: Partial<Record<string, unknown>> = { ...schema }
  if (text === 'text' || text === 'url') return textPart(value, text, around.languages)
  if (text === 'data') return dataPart(value)
  const definitions = typeof $defs === 'object' && $defs !== null ? $defs : around.definitions
  if (typeof $ref === 'string') return part(Reflect.get(definitions, $ref), value, { ...around, definitions })
  const fits = (one: unknown) => isSchema(one) && Check(one, value)
  const inside = Array.isArray(anyOf) ? anyOf.find(fits) : undefined
  if (inside) return part(inside, value, around)
  if (Array.isArray(allOf))
    return allOf.map((one) => part(one, value, around)).find((one) => one !== null) ?? null
  if (Array.isArray(value)) return listPart(schema, value, around)
  return typeof value === 'object' && value !== null ? fieldsPart(schema, value, around) : null
}

function textPart(value: unknown, as: 'text' | 'url', languages: readonly string[]): Render | null {
  if (typeof value === 'string') {
    const fill = template(value, as)
    return value.includes('{{') ? (_, variables) => fill(variables) : null
  }
  if (typeof value !== 'object' || value === null) return null
  const known = Object.keys(value)
  const fills = new Map(
    Object.entries(value).map(([language, text]) => [language, template(String(text), as)]),
  )
  const rest =
    languages.map((language) => spoken(known, language)).find((language) => language !== null) ?? known[0]
  return (language, variables) => fills.get(spoken(known, language) ?? rest ?? '')?.(variables)
}

function dataPart(value: unknown): Render | null {
  if (typeof value === 'string') {
    if (!value.includes('{{')) return null
    const path = onlyPath(value)
    const fill = template(value)
    return (_, variables) => (path === null ? fill(variables) : (lookup(variables, path) ?? null))
  }
  if (typeof value !== 'object' || value === null) return null
  return Array.isArray(value) ? list(value.map(dataPart), value) : fields(value, (_, one) => dataPart(one))
}

function listPart(schema: object, value: unknown[], around: Around): Render | null {
  const items: unknown = Reflect.get(schema, 'items')
  return list(
    value.map((one, index) => part(Array.isArray(items) ? items[index] : items, one, around)),
    value,
  )
}

function fieldsPart(schema: object, value: object, around: Around): Render | null {
  const { properties, patternProperties, additionalProperties }: Partial<Record<string, unknown>> = {
    ...schema,
  }
  const patterns = Object.entries(isRecord(patternProperties) ? patternProperties : {})
  return fields(value, (name, one) => {
    const named = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
    const matched = patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1]
    return part(named ?? matched ?? additionalProperties, one, around)
  })
}

function list(parts: (Render | null)[], value: unknown[]): Render | null {
  if (parts.every((one) => one === null)) return null
  return (language, variables) => parts.map((one, index) => (one ? one(language, variables) : value[index]))
}

function fields(value: object, partOf: (name: string, value: unknown) => Render | null): Render | null {
  const parts = Object.entries(value).flatMap(([name, one]) => {
    const found = partOf(name, one)
    return found ? [{ name, found }] : []
  })
  if (parts.length === 0) return null
  return (language, variables) => {
    const filled: Record<string, unknown> = { ...value }
    for (const { name, found } of parts) filled[name] = found(language, variables)
    return filled
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
function isSchema(value: unknown): value is TSchema {
  return isRecord(value)
}
