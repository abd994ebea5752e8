import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'
import { Hours } from '../handoff/hours.ts'
import { check } from './check.ts'
import { duration } from './duration.ts'
import { type Fault, type Flow, readFlow } from './flow.ts'
import type { Kinds } from './node.ts'

const name = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_-]{0,49}$' })
const wordsByLanguage = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), { default: {} })
const time = Type.String({ description: 'A length of time such as 30s, 2m, 1h, 3d' })

/** The bot's own page, `bot.yaml`. */
export const BotDocument = Type.Object(
  {
    name,
    start: name,
    languages: Type.Array(Type.String({ minLength: 2, maxLength: 20 }), { minItems: 1 }),
    queues: Type.Array(name, { default: ['default'] }),
    promise: Type.Optional(time),
    silence: Type.Optional(time),
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    hours: Type.Optional(Hours),
    labels: wordsByLanguage,
    texts: wordsByLanguage,
  },
  { additionalProperties: false },
)
export type BotDocument = Static<typeof BotDocument>

/** Training phrases of one language: intent → phrases. */
const Intents = Type.Record(name, Type.Array(Type.String({ minLength: 1, maxLength: 2000 })))

/** What is published as a whole: immutable once it has a number. */
export interface ReleaseParts {
  bot: BotDocument
  flows: Flow[]
  /** language → intent → phrases */
  intents: Record<string, Record<string, string[]>>
}

/** Reads the files of a bot's folder. With a fault nothing is published; each says where and what to do. */
export function readRelease(
  files: { name: string; content: string }[],
  kinds: Kinds,
  actions?: readonly string[],
): { parts: ReleaseParts | null; faults: Fault[] } {
  const faults: Fault[] = []
  const page = files.find((file) => file.name === 'bot.yaml')
  if (!page)
    return { parts: null, faults: [{ flow: 'bot.yaml', message: 'There is no bot.yaml in this folder.' }] }
  const bot = readYaml(page, BotDocument, faults)
  const flows = files
    .filter((file) => file.name.endsWith('.flow.yaml'))
    .flatMap((file) => {
      const read = readFlow(file.content, kinds)
      // a file that cannot be read as YAML does not say which flow it is
      faults.push(...read.faults.map((fault) => (fault.flow ? fault : { ...fault, flow: file.name })))
      return read.flow ? [read.flow] : []
    })
  const intents: ReleaseParts['intents'] = {}
  for (const file of files) {
    const language = /^intents\.([\w-]+)\.yaml$/.exec(file.name)?.[1]
    const phrases = language ? readYaml(file, Intents, faults) : null
    if (language && phrases) intents[language] = phrases
  }
  if (bot) {
    for (const field of ['promise', 'silence'] as const)
      if (bot[field] !== undefined && duration(bot[field]) === null)
        faults.push({ flow: page.name, message: `${field}: write a time such as 30s, 2m or 1h.` })
    const known = Object.values(intents).flatMap((phrases) => Object.keys(phrases))
    faults.push(
      ...check(flows, kinds, {
        ...bot,
        queues: ['default', ...bot.queues],
        intents: [...new Set(known)],
        ...(actions ? { actions } : {}),
      }),
    )
  }
  return { parts: bot && faults.length === 0 ? { bot, flows, intents } : null, faults }
}

function readYaml<Schema extends typeof BotDocument | typeof Intents>(
  file: { name: string; content: string },
  schema: Schema,
  faults: Fault[],
): Static<Schema> | null {
  try {
    const value: unknown = Value.Default(schema, parse(file.content, { maxAliasCount: 10 }))
    if (Value.Check(schema, value)) return value
    for (const error of Value.Errors(schema, value).slice(0, 10))
      faults.push({
        flow: file.name,
        message: `${error.instancePath.slice(1) || 'the file'} ${error.message}.`,
      })
  } catch (error) {
    faults.push({ flow: file.name, message: error instanceof Error ? error.message : String(error) })
  }
  return null
}
