import type { Fault } from './flow.ts'
import { ending, type Graph, type Place } from './graph.ts'

/** Where a bot would go round for ever in one turn, over runs and jumps too. */
export function cycles(graph: Graph): Fault[] {
  const targets = (place: Place) => place.exits.map(({ to }) => to)
  const passing = ending(graph, (place) => (place.kind.waits ? null : targets(place)))
  const onward = (place: Place): string[] => {
    if (place.kind.waits) return []
    if (place.way !== 'run') return [...place.into, ...targets(place)]
    return [...place.into, ...(place.into.some((start) => passing.has(start)) ? targets(place) : [])]
  }
  return rounds(graph, onward).map(({ flow, node }) => ({
    flow: flow.flow,
    node: node.name,
    message:
      'From here the bot goes round for ever without waiting. Let a step that waits, such as ask or choose, come in between.',
  }))
}

/** The places at which a walk comes back into itself. */
function rounds(graph: Graph, onward: (place: Place) => string[]): Place[] {
  const found = new Set<Place>()
  const done = new Set<string>()
  for (const root of graph.values()) {
    const trail: { place: Place; next: string[] }[] = []
    const onTrail = new Set<string>()
    const go = (place: Place) => {
      trail.push({ place, next: onward(place) })
      onTrail.add(place.id)
    }
    if (!done.has(root.id)) go(root)
    for (let last = trail.at(-1); last; last = trail.at(-1)) {
      const id = last.next.shift()
      const place = id === undefined ? undefined : graph.get(id)
      if (id === undefined) {
        trail.pop()
        onTrail.delete(last.place.id)
        done.add(last.place.id)
      } else if (place && onTrail.has(id)) found.add(place)
      else if (place && !done.has(id)) go(place)
    }
  }
  return [...found]
}
