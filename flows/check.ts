import { answerKinds } from './answer.ts'
import { cycles } from './cycles.ts'
import type { Fault, Flow, Node } from './flow.ts'
import { type Graph, graph, reached } from './graph.ts'
import { marked } from './marked.ts'
import { nearest } from './nearest.ts'
import type { Kinds, NodeKind } from './node.ts'
import { own } from './own.ts'
import { patternFault } from './pattern.ts'
import { silence } from './silence.ts'
import { spoken } from './spoken.ts'
import { unset } from './unset.ts'

/** What of a bot its flows are checked against. */
export interface Checked {
  /** The flow a conversation begins with. */
  start: string
  queues: readonly string[]
  /** Intents that have phrases; without it intents are not looked at. */
  intents?: readonly string[]
  /** The bot's own entities; without it they are not looked at. */
  entities?: readonly string[]
  languages: readonly string[]
  /** The actions there are; without it they are not looked at. */
  actions?: readonly string[]
}

/** Everything that would go wrong with a bot's flows once they are published, in words that say what to do. */
export function check(flows: readonly Flow[], kinds: Kinds, bot: Checked): Fault[] {
  const places = graph(flows, kinds)
  return [
    ...namesFaults(flows, bot),
    ...hearsFaults(flows, bot),
    ...flows.flatMap((flow) => {
      const faults = [
        ...flowFaults(flow, bot),
        ...Object.values(flow.nodes).flatMap((node) => nodeFaults(node, { flow, flows, kinds, bot })),
      ]
      // a broken exit makes many steps unreachable: one fault at a time
      return faults.length > 0 ? faults : wayFaults(flow, places)
    }),
    ...unset(flows),
    ...cycles(places),
    ...silence(places, flows, bot.start),
  ]
}

function namesFaults(flows: readonly Flow[], bot: Checked): Fault[] {
  const names = flows.map((flow) => flow.flow)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  return [
    ...twice.map((flow) => ({ flow, message: `Two flows are named “${flow}”: rename one.` })),
    ...(names.includes(bot.start)
      ? []
      : [
          {
            flow: bot.start,
            message: `The bot starts with the flow “${bot.start}”, which does not exist${meant(bot.start, names)}.`,
          },
        ]),
  ]
}

function hearsFaults(flows: readonly Flow[], bot: Checked): Fault[] {
  const hearers = new Map<string, string>()
  return flows.flatMap(({ flow, hears }) =>
    hears.flatMap((intent) => {
      const other = hearers.get(intent)
      hearers.set(intent, other ?? flow)
      const faults: Fault[] = []
      if (other !== undefined && other !== flow)
        faults.push({ flow, message: `It hears “${intent}”, and so does the flow “${other}”: only one can.` })
      if (bot.intents && !bot.intents.includes(intent))
        faults.push({
          flow,
          message: `It hears “${intent}”, which has no phrases${meant(intent, bot.intents)}: add some.`,
        })
      return faults
    }),
  )
}

function flowFaults(flow: Flow, bot: Checked): Fault[] {
  const names = Object.keys(flow.nodes)
  const faults: string[] = []
  if (!names.includes(flow.start))
    faults.push(`It starts at “${flow.start}”, which is no step${meant(flow.start, names)}.`)
  for (const [exit, to] of Object.entries(flow.exits))
    if (!names.includes(to))
      faults.push(`Its exit “${exit}” leads to “${to}”, which is no step${meant(to, names)}.`)
  const queue = flow.handoff?.queue
  if (queue !== undefined) faults.push(...queueFaults(queue, bot))
  return faults.map((message) => ({ flow: flow.flow, message }))
}

interface Around {
  flow: Flow
  flows: readonly Flow[]
  kinds: Kinds
  bot: Checked
}

function nodeFaults(node: Node, { flow, flows, kinds, bot }: Around): Fault[] {
  const kind = own(kinds, node.kind)
  const faults = kind
    ? [
        ...exitFaults(node, kind, flow, bot),
        ...leadFaults(node, kind, flows),
        ...queueFaults(queueOf(node), bot),
        ...actionFaults(node, kind, bot),
        ...textFaults(node, kind, bot),
      ]
    : [`There is no kind of step “${node.kind}”${meant(node.kind, Object.keys(kinds))}.`]
  return faults.map((message) => ({ flow: flow.flow, node: node.name, message }))
}

function exitFaults(node: Node, kind: NodeKind, flow: Flow, bot: Checked): string[] {
  const { must, may = [], open } = kind.exits(node.options)
  const known = [...must, ...may]
  const names = Object.keys(flow.nodes)
  const unwired = must.filter((exit) => !Object.hasOwn(node.exits, exit) && !Object.hasOwn(flow.exits, exit))
  return [
    ...unwired.map((exit) => `Its exit “${exit}” leads nowhere: say which step comes then.`),
    ...Object.entries(node.exits).flatMap(([exit, to]) => {
      const faults: string[] = []
      if (!known.includes(exit) && !open)
        faults.push(
          `It has no exit “${exit}”${meant(exit, known)}: ${known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}.`,
        )
      if (!known.includes(exit) && open && bot.intents && !bot.intents.includes(exit))
        faults.push(
          `Its exit “${exit}” is an intent without phrases${meant(exit, [...known, ...bot.intents])}.`,
        )
      if (!names.includes(to))
        faults.push(`Its exit “${exit}” leads to “${to}”, which is no step${meant(to, names)}.`)
      return faults
    }),
  ]
}

function leadFaults(node: Node, kind: NodeKind, flows: readonly Flow[]): string[] {
  const names = flows.map((flow) => flow.flow)
  const led = kind.flows?.(node.options) ?? []
  return led
    .filter((name) => !names.includes(name))
    .map((name) => `It leads into the flow “${name}”, which does not exist${meant(name, names)}.`)
}

function actionFaults(node: Node, kind: NodeKind, { actions }: Checked): string[] {
  if (actions === undefined) return []
  return (kind.actions?.(node.options) ?? [])
    .filter((name) => !actions.includes(name))
    .map((name) => `There is no action “${name}”${meant(name, actions)}: it is a file of flows/actions.`)
}

function queueOf({ options }: Node): string | undefined {
  const { handoff } = options
  const queue =
    typeof handoff === 'object' && handoff !== null && !Array.isArray(handoff) ? handoff.queue : undefined
  return typeof queue === 'string' ? queue : undefined
}

/** The queue `default` is always there. */
function queueFaults(queue: string | undefined, bot: Checked): string[] {
  if (queue === undefined || queue === 'default' || bot.queues.includes(queue)) return []
  return [`It hands over to the queue “${queue}”, which the bot does not have${meant(queue, bot.queues)}.`]
}

function textFaults(node: Node, kind: NodeKind, bot: Checked): string[] {
  return marked(kind.options, node.options).flatMap(({ path, mark, value }) => {
    if (mark === 'entity') return entityFaults(path, String(value), bot)
    if (mark === 're2') {
      const fault = typeof value === 'string' ? patternFault(value) : null
      return fault === null ? [] : [`“${path}” is no regular expression that can be used: ${fault}.`]
    }
    const texts = typeof value === 'object' && value !== null ? Object.entries(value) : [['', value] as const]
    const empty = texts.filter(([, text]) => typeof text === 'string' && text.trim() === '')
    const languages = texts.map(([language]) => language)
    const missing =
      typeof value === 'object' ? bot.languages.filter((one) => spoken(languages, one) === null) : []
    return [
      ...empty.map(
        ([language]) => `“${path}” is empty${language ? ` in ${language}` : ''}: write something.`,
      ),
      ...(missing.length > 0 ? [`“${path}” has no text in ${missing.join(', ')}.`] : []),
    ]
  })
}

function entityFaults(path: string, name: string, { entities }: Checked): string[] {
  if (entities === undefined || entities.includes(name)) return []
  return [
    `“${path}” is “${name}”, which is no entity of the bot${meant(name, [...answerKinds, ...entities])}.`,
  ]
}

/** Steps nothing leads to, and steps that lead to no end. */
function wayFaults(flow: Flow, places: Graph): Fault[] {
  const steps = [...places.values()].filter((place) => place.flow === flow)
  const forward = reached(places, `${flow.flow}.${flow.start}`, (place) => place.exits.map(({ to }) => to))
  const before = Map.groupBy(
    steps.flatMap(({ id, exits }) => exits.map(({ to }) => ({ from: id, to }))),
    ({ to }) => to,
  )
  const last = steps.filter(({ way, node }) => way === 'end' || way === 'jump' || node.kind === 'handoff')
  const finishing = new Set(
    last.flatMap(({ id }) => [
      ...reached(places, id, (place) => (before.get(place.id) ?? []).map(({ from }) => from)),
    ]),
  )
  return steps.flatMap(({ id, node }) => {
    const tell = (message: string): Fault[] => [{ flow: flow.flow, node: node.name, message }]
    if (!forward.has(id)) return tell('No step leads here: connect it, or take it away.')
    if (!finishing.has(id))
      return tell('From here there is no way to an end or to a person: let one of its exits lead there.')
    return []
  })
}

function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === null ? '' : ` (did you mean “${near}”?)`
}
