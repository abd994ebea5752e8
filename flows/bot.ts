import { en } from '../handoff/texts/en.ts'
import { type Command, readCommands } from './command.ts'
import { type Compiled, compile } from './compile.ts'
import type { Flow } from './flow.ts'
import type { Kinds } from './node.ts'
import { spoken } from './spoken.ts'

/** One release of a bot, ready to be stepped. */
export interface Bot {
  name: string
  release: number
  /** The flow a conversation begins with. */
  start: string
  /** BCP 47, the first is the default. */
  languages: string[]
  flows: Readonly<Record<string, Compiled>>
  /** Which flow hears an intent. */
  hears: Readonly<Record<string, string>>
  /** What an intent is called when a customer is asked which one they meant: language → intent → text. */
  labels: Readonly<Record<string, Readonly<Record<string, string>>>>
  kinds: Kinds
  queues: string[]
  /** What Parley itself says: language → name → text, with the bot's own words in place. Labels are here as `intent.NAME`. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What a whole message asks for wherever the bot stands, in any of the bot's languages. */
  command(message: string): Command | null
  /** How soon a person answers, ms. */
  promise: number
  /** How long a customer may be silent before the conversation closes, ms; 0 for never. */
  silence: number
  /** How many conversations one agent holds at once. */
  capacity: number
}

export interface BotParts {
  name: string
  release: number
  start: string
  languages: string[]
  flows: Flow[]
  kinds: Kinds
  queues: string[]
  /** language → name → text; a name that is missing is taken from Parley's English. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>
  labels?: Readonly<Record<string, Readonly<Record<string, string>>>>
  promise?: number
  silence?: number
  capacity?: number
}

/** Makes a bot of its parts: flows that have no faults, and what Parley and the bot say. */
export function makeBot(parts: BotParts): Bot {
  const { kinds, labels = {} } = parts
  const languages = parts.languages.length > 0 ? parts.languages : ['en']
  const flows = kinds.clarify ? [...parts.flows, clarify] : parts.flows
  const texts = Object.fromEntries(
    languages.map((language) => [
      language,
      { ...en, ...inLanguage(parts.texts, language), ...named(inLanguage(labels, language)) },
    ]),
  )
  return {
    name: parts.name,
    release: parts.release,
    start: parts.start,
    languages,
    flows: Object.fromEntries(
      flows.map((flow): [string, Compiled] => [flow.flow, compile(flow, kinds, languages)]),
    ),
    hears: Object.fromEntries(parts.flows.flatMap((flow) => flow.hears.map((intent) => [intent, flow.flow]))),
    labels,
    kinds,
    queues: [...new Set(['default', ...parts.queues])],
    texts,
    command: readCommands(Object.values(texts)),
    promise: parts.promise ?? 120_000,
    silence: parts.silence ?? 30 * 60_000,
    capacity: parts.capacity ?? 4,
  }
}

/** The flow that asks which of two was meant. An author cannot name it: flow names begin with a letter. */
export const clarifyFlow = '~clarify'

const clarify: Flow = {
  flow: clarifyFlow,
  start: 'which',
  hears: [],
  exits: {},
  nodes: { which: { name: 'which', kind: 'clarify', options: { clarify: true }, exits: {}, was: [] } },
}

function inLanguage(
  records: Readonly<Record<string, Readonly<Record<string, string>>>>,
  language: string,
): Readonly<Record<string, string>> {
  return records[spoken(Object.keys(records), language) ?? ''] ?? {}
}

function named(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([intent, label]) => [`intent.${intent}`, label]))
}
