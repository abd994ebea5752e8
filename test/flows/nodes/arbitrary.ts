import fc from 'fast-check'
import type { Json } from '../../../bots/message.ts'

/** Any value a schema allows, texts in the form a kind receives them: one string. */
export function arbitrary(schema: unknown, definitions: object = {}, depth = 0): fc.Arbitrary<Json> {
  const {
    type,
    text,
    const: literal,
    anyOf,
    items,
    pattern,
    minimum,
    maximum,
    properties,
    required,
    patternProperties,
    minItems,
    $ref,
    $defs,
  }: Partial<Record<string, unknown>> = { ...object(schema) }
  const known = object($defs ?? definitions)
  const inner = (one: unknown) => arbitrary(one, known, depth + 1)
  if (text === 'data') return json
  if (text !== undefined) return short
  if (typeof $ref === 'string') return inner(Reflect.get(known, $ref))
  if (isJson(literal)) return fc.constant(literal)
  if (Array.isArray(anyOf)) {
    const flat = anyOf.filter((one) => !/"\$ref"/.test(JSON.stringify(one)))
    return fc.oneof(...(depth > 4 ? flat : anyOf).map(inner))
  }
  if (type === 'array' && Array.isArray(items)) return fc.tuple(...items.map(inner))
  if (type === 'array') return fc.array(inner(items), { minLength: number(minItems, 0), maxLength: 3 })
  if (type === 'object' && patternProperties !== undefined) {
    const [[names, value] = ['', {}]] = Object.entries(object(patternProperties))
    return fc.dictionary(fc.stringMatching(new RegExp(names)), inner(value), { minKeys: 1, maxKeys: 3 })
  }
  if (type === 'object') {
    const fields = Object.fromEntries(
      Object.entries(object(properties)).map(([name, one]) => [name, inner(one)]),
    )
    const needed = Array.isArray(required) ? required : []
    return fc.record(fields, { requiredKeys: needed })
  }
  if (type === 'string')
    return typeof pattern === 'string'
      ? fc.stringMatching(new RegExp(pattern))
      : fc.oneof(
          short.filter((one) => one.length > 0 && one.length < 50),
          fc.constantFrom('(', 'a.b', '(a+)+$'),
        )
  if (type === 'integer') return fc.integer({ min: number(minimum, -9), max: number(maximum, 9) })
  if (type === 'number')
    return fc.double({ min: number(minimum, -1e9), max: number(maximum, 1e9), noNaN: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  throw new Error(`a schema this test does not know: ${JSON.stringify(schema)}`)
}

/** Any JSON, with the names that trip up careless code. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 0, -1, 'constructor', '__proto__', '', '7'),
    fc.string(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'constructor', 'toString', 'order'), tie('any'), { maxKeys: 3 }),
  ),
})).any

/** What authors write. */
const short = fc.oneof(
  fc.constantFrom('Hello', '**Yes**', '1', '👍', '{{order}}', 'constructor'),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

/** What people write. */
export const words = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'yes',
    '1',
    'AB123456',
    '3.5',
    'constructor',
    '__proto__',
    'a person, please',
    '👍',
    '{{order}}',
    'a'.repeat(5000),
    '٣',
    '1e999',
  ),
  fc.string({ unit: 'binary' }),
)

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
function isJson(value: unknown): value is boolean | number | string {
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
}
