import type { Json } from '../bots/message.ts'
import type { Fault, Flow } from './flow.ts'
import { nearest } from './nearest.ts'

/**
 * Names in `{{…}}` that nothing sets while a name close to them is set: slips that would show as a gap in the text.
 * A name that is near to none may come from outside, such as a field an agent fills in.
 */
export function unset(flows: readonly Flow[]): Fault[] {
  const nodes = flows.flatMap(({ flow, nodes }) =>
    Object.values(nodes).map((node) => ({ flow, node: node.name, options: node.options })),
  )
  const known = [...new Set(['contact', ...nodes.flatMap(({ options }) => setBy(options))])]
  return nodes.flatMap(({ flow, node, options }) => {
    const faults = used(options).flatMap((name) => {
      const meant = known.includes(name) ? null : nearest(name, known)
      return meant === null ? [] : [`Nothing sets {{${name}}} (did you mean {{${meant}}}?).`]
    })
    return [...new Set(faults)].map((message) => ({ flow, node, message }))
  })
}

/** The options under which kinds name the variables they set. */
const setting = new Set(['into', 'set', 'with', 'end', 'collected'])

function setBy(value: Json): string[] {
  if (!isFields(value)) return Array.isArray(value) ? value.flatMap(setBy) : []
  return Object.entries(value).flatMap(([option, one]) => {
    if (!setting.has(option)) return setBy(one)
    if (typeof one === 'string') return [one]
    if (Array.isArray(one)) return one.filter((name) => typeof name === 'string')
    return isFields(one) ? Object.keys(one) : []
  })
}

function used(value: Json): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\{\{\s*(\w+)[\w.]*\s*\}\}/g)].map(([, name = '']) => name)
  if (Array.isArray(value)) return value.flatMap(used)
  return isFields(value) ? Object.values(value).flatMap(used) : []
}

function isFields(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
