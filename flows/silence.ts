import type { Fault, Flow } from './flow.ts'
import { ending, type Graph, type Place, reached } from './graph.ts'
import type { NodeKind } from './node.ts'

/** Where a customer's word would be answered by nothing: the flow ends and nothing was said. */
export function silence(graph: Graph, flows: readonly Flow[], start: string): Fault[] {
  const quiet = ending(graph, (place) => (speaks(place) ? null : unsaid(place)))
  const led = flows.filter((flow) => flow.flow === start || flow.hears.length > 0)
  const first = new Set(led.map((flow) => `${flow.flow}.${flow.start}`))
  // a flow that another one runs may end in silence: the other one goes on
  const lasting = new Set([...first].flatMap((id) => [...reached(graph, id, within)]))
  return [...graph.values()].flatMap((place) => {
    if (!lasting.has(place.id)) return []
    const mute = place.exits.filter(({ to }) => quiet.has(to))
    const heard =
      hears(place) || (place.way === 'run' && place.into.some((id) => hearsLast(graph, id, quiet)))
    return [
      ...(first.has(place.id) && quiet.has(place.id)
        ? [tell(place, 'The flow can end without a word.')]
        : []),
      ...(heard
        ? mute.map(({ exit }) => tell(place, `After “${exit}” the flow can end without a word.`))
        : []),
    ]
  })
}

function tell({ flow, node }: Place, what: string): Fault {
  return { flow: flow.flow, node: node.name, message: `${what} Let a say step come before the end.` }
}

/** Whether the flow that begins here can end right after the customer's word. */
function hearsLast(graph: Graph, start: string, quiet: ReadonlySet<string>): boolean {
  return [...reached(graph, start, within)].some((id) => {
    const place = graph.get(id)
    return place !== undefined && hears(place) && place.exits.some(({ to }) => quiet.has(to))
  })
}

/** Where the same frame goes on: by an exit, or in the flow that takes its place. */
function within({ exits, into, way }: Place): string[] {
  return [...exits.map(({ to }) => to), ...(way === 'jump' ? into : [])]
}

/** A kind whose own field is a text says it; a handoff is announced by Parley. */
function speaks(place: Place): boolean {
  return place.node.kind === 'handoff' || (saysText(place.node.kind, place.kind) && !isOpen(place))
}

function hears(place: Place): boolean {
  return place.kind.waits && saysText(place.node.kind, place.kind)
}

/** A step that hears the opening message leaves by one of the author's exits without asking. */
function unsaid(place: Place): string[] {
  const { must, may = [] } = place.kind.exits(place.node.options)
  const asked = isOpen(place) ? [...must, ...may] : []
  return place.exits.filter(({ exit }) => !asked.includes(exit)).map(({ to }) => to)
}

function isOpen({ kind, node }: Place): boolean {
  return kind.exits(node.options).open === true
}

function saysText(name: string, kind: NodeKind): boolean {
  const { properties }: { properties?: unknown } = { ...kind.options }
  if (typeof properties !== 'object' || properties === null) return false
  const field: unknown = Reflect.get(properties, name)
  return typeof field === 'object' && field !== null && Reflect.get(field, 'text') === 'text'
}
