import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'
import { Hours } from '../handoff/hours.ts'
import { check } from './check.ts'
import { duration } from './duration.ts'
import { type Fault, type Flow, readFlow } from './flow.ts'
import type { Kinds } from './node.ts'
import { patternFault } from './pattern.ts'
import { namePattern } from './variable.ts'

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
    zone: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Time zone of the customers, IANA; else the one of the hours',
      }),
    ),
    country: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description: 'Whose phone numbers and dollars are meant, ISO 3166',
      }),
    ),
    labels: wordsByLanguage,
    texts: wordsByLanguage,
  },
  { additionalProperties: false },
)
export type BotDocument = Static<typeof BotDocument>

const phrase = Type.String({ minLength: 1, maxLength: 2000 })

/** Training phrases of one language: intent → phrases. */
export const Intents = Type.Record(name, Type.Array(phrase))

/** A bot's own entity: values, each with other words for it, or a regular expression. */
export const OwnEntity = Type.Object(
  {
    values: Type.Optional(
      Type.Record(phrase, Type.Array(phrase, { maxItems: 100 }), { maxProperties: 2000 }),
    ),
    pattern: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'A regular expression (RE2)' }),
    ),
  },
  { additionalProperties: false },
)
export type OwnEntity = Static<typeof OwnEntity>
const Entities = Type.Record(Type.String({ pattern: namePattern }), OwnEntity)

/** What is published as a whole: immutable once it has a number. */
export interface ReleaseParts {
  bot: BotDocument
  flows: Flow[]
  /** language → intent → phrases */
  intents: Record<string, Record<string, string[]>>
  /** language → entity; releases of before there were any have none. */
  entities?: Record<string, Static<typeof Entities>>
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
  const intents = byLanguage('intents', files, Intents, faults)
  const entities = byLanguage('entities', files, Entities, faults)
  if (!bot) return { parts: null, faults }
  for (const field of ['promise', 'silence'] as const)
    if (bot[field] !== undefined && duration(bot[field]) === null)
      faults.push({ flow: page.name, message: `${field}: write a time such as 30s, 2m or 1h.` })
  const parts = { bot, flows, intents, ...(Object.keys(entities).length > 0 ? { entities } : {}) }
  faults.push(...partsFaults(parts, kinds, actions))
  return { parts: faults.length === 0 ? parts : null, faults }
}

/** What is wrong with a bot's flows, beside the phrases and entities they are published with. */
export function partsFaults(
  { bot, flows, intents, entities = {} }: ReleaseParts,
  kinds: Kinds,
  actions?: readonly string[],
): Fault[] {
  const known = (byLanguage: Record<string, object>) => [
    ...new Set(Object.values(byLanguage).flatMap((one) => Object.keys(one))),
  ]
  return [
    ...patternFaults(entities),
    ...check(flows, kinds, {
      ...bot,
      queues: ['default', ...bot.queues],
      intents: known(intents),
      entities: known(entities),
      ...(actions ? { actions } : {}),
    }),
  ]
}

/** The files of one kind, by the language in their names. */
function byLanguage<Schema extends typeof Intents | typeof Entities>(
  kind: string,
  files: { name: string; content: string }[],
  schema: Schema,
  faults: Fault[],
): Record<string, Static<Schema>> {
  const found: Record<string, Static<Schema>> = {}
  for (const file of files) {
    const [, of, language] = /^(\w+)\.([\w-]+)\.yaml$/.exec(file.name) ?? []
    const read = of === kind && language ? readYaml(file, schema, faults) : null
    if (language && read) found[language] = read
  }
  return found
}

function patternFaults(entities: NonNullable<ReleaseParts['entities']>): Fault[] {
  return Object.entries(entities).flatMap(([language, byName]) =>
    Object.entries(byName).flatMap(([name, { pattern }]) => {
      const fault = pattern === undefined ? null : patternFault(pattern)
      const message = `${name} is no regular expression that can be used: ${fault}.`
      return fault === null ? [] : [{ flow: `entities.${language}.yaml`, message }]
    }),
  )
}

function readYaml<Schema extends typeof BotDocument | typeof Intents | typeof Entities>(
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
