import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

const compiled = new WeakMap<TSchema, (value: unknown) => boolean>()

/**
 * Whether a value is what a schema says. The schema is compiled at its first use: over all of a customer's event
 * that takes 0.5 µs where `Value.Check` takes 35.
 */
export function fits<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  const known = compiled.get(schema)
  if (known) return known(value)
  const validator = Compile(schema)
  const check = (given: unknown) => validator.Check(given)
  compiled.set(schema, check)
  return check(value)
}
