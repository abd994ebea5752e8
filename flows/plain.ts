import Type, { type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { Json, Values } from '../bots/message.ts'
import { faultsOf } from './faults.ts'
import type { Fault, Flow, Node } from './flow.ts'
import { nearest } from './nearest.ts'
import type { Kinds } from './node.ts'
import { own } from './own.ts'
import { flowPattern, namePattern } from './variable.ts'

/** The written form of a flow in its plain form, every fault with the line of what it is about. */
export function plain(
  value: unknown,
  kinds: Kinds,
  lineOf: (path: readonly string[]) => number | undefined,
): { flow: Flow | null; faults: Fault[] } {
  const faults: Fault[] = []
  const name = flowName(value)
  const report = (path: readonly string[], message: string) => {
    const node = path[0] === 'nodes' ? path[1] : undefined
    const line = lineOf(path)
    const place = (node === undefined ? path : path.slice(2)).join('.')
    faults.push({
      flow: name,
      ...(node === undefined ? {} : { node }),
      ...(line === undefined ? {} : { line }),
      message: place === '' ? message : `“${place}” ${message}`,
    })
  }
  const odd = oddity(value)
  if (odd) report(odd.path, odd.message)
  else if (Check(Written, value)) {
    const nodes = Object.entries(value.nodes).flatMap(
      ([name, body]) => readNode(name, body, kinds, report) ?? [],
    )
    const flow = { ...flowOf(value), nodes: Object.fromEntries(nodes.map((node) => [node.name, node])) }
    if (faults.length === 0) return { flow, faults }
  } else for (const { path, message } of faultsOf(Written, value)) report(path, message)
  return { flow: null, faults }
}

type Report = (path: readonly string[], message: string) => void

const strict = { additionalProperties: false } as const
/** Also what XState takes for a state and an event: no dots, hashes or stars, which mean something to it. */
const Name = Type.String({ pattern: namePattern })
const FlowName = Type.String({ pattern: flowPattern })
const Exits = Type.Record(Name, Name, strict)

const Written = Type.Object(
  {
    flow: FlowName,
    title: Type.Optional(Type.String({ maxLength: 200 })),
    start: Type.Optional(Name),
    hears: Type.Optional(Type.Union([Name, Type.Array(Name, { maxItems: 100 })])),
    handoff: Type.Optional(
      Type.Object(
        { queue: Type.Optional(FlowName), collected: Type.Optional(Type.Array(Name, { maxItems: 50 })) },
        strict,
      ),
    ),
    exits: Type.Optional(Exits),
    nodes: Type.Record(Name, Type.Unknown(), { ...strict, minProperties: 1, maxProperties: 1000 }),
  },
  strict,
)

/** What every node may have beside its kind's own fields. */
const Wiring = Type.Object({
  exits: Type.Optional(Exits),
  next: Type.Optional(Name),
  was: Type.Optional(Type.Union([Name, Type.Array(Name, { maxItems: 50 })])),
})

function flowOf({ flow, title, start, hears = [], handoff, exits = {}, nodes }: Static<typeof Written>) {
  return {
    flow,
    ...(title === undefined ? {} : { title }),
    start: start ?? Object.keys(nodes)[0] ?? '',
    hears: [hears].flat(),
    ...(handoff === undefined ? {} : { handoff }),
    exits,
  }
}

function readNode(name: string, written: unknown, kinds: Kinds, report: Report): Node | null {
  const at = ['nodes', name]
  const body: unknown = typeof written === 'string' ? { [written]: true } : written
  if (!isValues(body)) {
    report(at, 'A node is the name of a kind, or a set of fields.')
    return null
  }
  const { exits, next, was, ...options } = body
  const wiring = dropAbsent({ exits, next, was })
  if (!Check(Wiring, wiring)) {
    tellAll(Wiring, wiring, at, report)
    return null
  }
  if (wiring.next !== undefined && wiring.exits && Object.hasOwn(wiring.exits, 'next'))
    report([...at, 'next'], 'is given twice: keep it, or the one under “exits”')
  const kind = kindOf(options, kinds, at, report)
  if (!kind) return null
  const { options: schema } = own(kinds, kind) ?? {}
  if (schema) tellAll(schema, options, at, report)
  return {
    name,
    kind,
    options,
    exits: { ...wiring.exits, ...(wiring.next === undefined ? {} : { next: wiring.next }) },
    was: [wiring.was ?? []].flat(),
  }
}

function kindOf(options: Values, kinds: Kinds, at: string[], report: Report): string | null {
  const names = Object.keys(options)
  const found = names.filter((name) => Object.hasOwn(kinds, name))
  const [kind] = found
  if (kind !== undefined && found.length === 1) return kind
  const meant = names.map((name) => nearest(name, Object.keys(kinds))).find((name) => name !== null)
  report(
    at,
    kind !== undefined
      ? `It has several kinds (${found.join(', ')}): keep one.`
      : `It has no kind; ${meant ? `did you mean “${meant}”?` : `one of ${Object.keys(kinds).join(', ')} must be its field.`}`,
  )
  return null
}

function tellAll(schema: TSchema, value: unknown, at: string[], report: Report): void {
  for (const { path, message } of faultsOf(schema, value)) report([...at, ...path], message)
}

/** What no document may hold: names that touch prototypes, endless nesting, what JSON has no word for. */
function oddity(document: unknown): { path: string[]; message: string } | null {
  let values = 0
  function look(value: unknown, path: string[]): { path: string[]; message: string } | null {
    if (++values > 50_000) return { path: [], message: 'The flow is too large: split it in two.' }
    if (path.length > 24) return { path, message: 'is nested too deeply' }
    if (typeof value === 'number' && !Number.isFinite(value)) return { path, message: 'must be a number' }
    if (typeof value !== 'object' || value === null)
      return ['bigint', 'symbol', 'function'].includes(typeof value)
        ? { path, message: 'must be plain data' }
        : null
    for (const [name, part] of Object.entries(value)) {
      if (name === '__proto__') return { path: [...path, name], message: 'is no name' }
      const odd = look(part, [...path, name])
      if (odd) return odd
    }
    return null
  }
  return look(document, [])
}

function flowName(value: unknown): string {
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'flow') : undefined
  return typeof name === 'string' ? name.slice(0, 50) : ''
}

function isValues(value: unknown): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function dropAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
