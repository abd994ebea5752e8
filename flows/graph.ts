import type { Flow, Node } from './flow.ts'
import type { Kinds, NodeKind } from './node.ts'
import { own } from './own.ts'

/** A node as a place in the whole bot. */
export interface Place {
  /** `flow.node` */
  id: string
  flow: Flow
  node: Node
  kind: NodeKind
  /** The exits that lead somewhere, the flow's own included. */
  exits: { exit: string; to: string }[]
  /** The starts of the flows it leads into. */
  into: string[]
  /** How it goes on: by its exits, into another flow for good, through another flow, or not at all. */
  way: 'on' | 'jump' | 'run' | 'end'
}

/** The places of a bot by id. What leads nowhere, or is of no kind, is left out: other checks tell of it. */
export type Graph = ReadonlyMap<string, Place>

/** Draws all flows of a bot as one graph. */
export function graph(flows: readonly Flow[], kinds: Kinds): Graph {
  const starts = new Map(flows.map((flow) => [flow.flow, `${flow.flow}.${flow.start}`]))
  const places = flows.flatMap((flow) =>
    Object.values(flow.nodes).map((node) => placeOf(flow, node, kinds, starts)),
  )
  return new Map(places.flatMap((place) => (place ? [[place.id, place]] : [])))
}

function placeOf(flow: Flow, node: Node, kinds: Kinds, starts: Map<string, string>): Place | null {
  const kind = own(kinds, node.kind)
  if (!kind) return null
  const { must, may = [], open } = kind.exits(node.options)
  const names = [...must, ...may, ...(open ? [...Object.keys(node.exits), ...Object.keys(flow.exits)] : [])]
  const exits = [...new Set(names)].flatMap((exit) => {
    const to = own(node.exits, exit) ?? own(flow.exits, exit)
    return to !== undefined && Object.hasOwn(flow.nodes, to) ? [{ exit, to: `${flow.flow}.${to}` }] : []
  })
  const into = (kind.flows?.(node.options) ?? []).flatMap((name) => starts.get(name) ?? [])
  const leads = kind.flows !== undefined
  const goesOn = must.length > 0 || exits.length > 0
  const way = goesOn ? (leads ? 'run' : 'on') : leads ? 'jump' : 'end'
  return { id: `${flow.flow}.${node.name}`, flow, node, kind, exits, into, way }
}

/**
 * The places from which a flow can come to its end by the steps `onward` allows; null is a place where that stops.
 * A flow that runs another goes on where that one can come to its end.
 */
export function ending(graph: Graph, onward: (place: Place) => string[] | null): Set<string> {
  const found = new Set<string>()
  const isFound = (id: string) => found.has(id)
  const ends = (place: Place): boolean => {
    const next = onward(place)
    if (next === null) return false
    if (place.way === 'end') return true
    if (place.way === 'jump') return place.into.some(isFound)
    return next.some(isFound) && (place.way === 'on' || place.into.some(isFound))
  }
  // flows are mostly written from their start to their end: from behind, few rounds are enough
  const places = [...graph.values()].reverse()
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const place of places) if (!found.has(place.id) && ends(place)) found.add(place.id)
  }
  return found
}

/** All places that can be come to from one, itself included. */
export function reached(graph: Graph, from: string, onward: (place: Place) => string[]): Set<string> {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const place = graph.get(id)
    if (!place || seen.has(id)) continue
    seen.add(id)
    open.push(...onward(place))
  }
  return seen
}
