import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Values } from '../bots/message.ts'
import type { Kinds } from './node.ts'
import { plain } from './plain.ts'

/** A flow document in its plain form: one node a step, exits by name. */
export interface Flow {
  flow: string
  title?: string
  start: string
  /** Intents that lead into it: at the beginning, or as a digression. */
  hears: string[]
  /** For every handoff out of this flow that does not say otherwise. */
  handoff?: { queue?: string; collected?: string[] }
  /** Exits for every node that has none of its own. */
  exits: Record<string, string>
  nodes: Record<string, Node>
}

export interface Node {
  name: string
  kind: string
  options: Values
  exits: Record<string, string>
  /** Earlier names, so that a running conversation stands where it stood. */
  was: string[]
}

/** What is wrong with a flow, in words; `line` counts from 1 in the file it was read from. */
export interface Fault {
  flow: string
  node?: string
  line?: number
  message: string
}

/** Reads a flow as a designer writes it, in YAML. Whatever the text is, it answers; with a fault there is no flow. */
export function readFlow(source: string, kinds: Kinds): { flow: Flow | null; faults: Fault[] } {
  if (source.length > longest)
    return refused(`The file is longer than ${longest} characters: split the flow in two.`)
  const lines = new LineCounter()
  try {
    const document = parseDocument(source, { ...written, lineCounter: lines })
    const broken = [...document.errors, ...document.warnings]
    if (broken.length > 0) {
      const faults = broken.slice(0, 10).map((error) => ({
        flow: '',
        line: lines.linePos(error.pos[0]).line,
        message: error.message,
      }))
      return { flow: null, faults }
    }
    const value: unknown = document.toJS({ maxAliasCount: 50 })
    return plain(value, kinds, (path) => lineOf(document.contents, lines, path))
  } catch (error) {
    return refused(error instanceof RangeError ? 'It is nested too deeply.' : String(error))
  }
}

/** The same for a document that is data already. */
export function plainFlow(value: unknown, kinds: Kinds): { flow: Flow | null; faults: Fault[] } {
  return plain(value, kinds, () => undefined)
}

/** In UTF-16 units; a flow of 200 nodes has about 30,000. */
const longest = 400_000

/** Keys are strings and stand once; no tags, dates or merges beyond YAML's core, whatever the file asks for. */
const written = {
  schema: 'core',
  merge: false,
  stringKeys: true,
  uniqueKeys: true,
  prettyErrors: false,
  logLevel: 'error',
} as const

function refused(message: string): { flow: null; faults: Fault[] } {
  return { flow: null, faults: [{ flow: '', message }] }
}

/** The line of the last part of the path that is in the file. */
function lineOf(contents: unknown, lines: LineCounter, path: readonly string[]): number | undefined {
  let at = contents
  let line: number | undefined
  for (const name of path) {
    const pair = isMap(at)
      ? at.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : isSeq(at)
        ? { key: at.items[Number(name)], value: at.items[Number(name)] }
        : undefined
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line
    at = pair.value
  }
  return line
}
