import { existsSync } from 'node:fs'
import Type, { type Static, type TSchema } from 'typebox'
import Value from 'typebox/value'

/** What the environment says. Every name stands in `.env.example` with its description. */
export const Environment = Type.Object({
  PORT: Type.Integer({ default: 3000, minimum: 0, maximum: 65_535, description: 'The port to listen on' }),
  HOST: Type.String({
    default: '127.0.0.1',
    description: 'The address to listen on; 0.0.0.0 for every network (in a container)',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^$|^https?://[^/]+$',
    description:
      'The address under which platforms and customers reach Parley, such as https://chat.example.com',
  }),
  DATA_DIR: Type.String({ default: './data', minLength: 1, description: 'The folder that keeps all data' }),
  STORE_URL: Type.String({
    default: '',
    description: 'Where conversations are stored; empty for SQLite in DATA_DIR',
  }),
  BOT_DIR: Type.String({
    default: 'flows/examples/shop',
    minLength: 1,
    description: "The folder with the bot's flows and training phrases",
  }),
  REOPEN_HOURS: Type.Number({
    default: 24,
    minimum: 0,
    description: 'How long after its close a message reopens a conversation instead of starting the next',
  }),
  MEDIA_MAX_MB: Type.Number({
    default: 25,
    minimum: 1,
    maximum: 100,
    description: 'The largest file of a customer that is kept, MB',
  }),
  CALL_ALLOW: Type.String({
    default: '',
    description: 'Private addresses that flows may call, separated by commas, such as http://10.0.0.5:8080',
  }),
  TRUST_PROXY: Type.String({
    default: '',
    description: 'Addresses of reverse proxies whose forwarded headers are believed, separated by commas',
  }),
  NLU_ENCODER: Type.String({
    default: '',
    description:
      'The wheel of the encoder, for a second look at what was not understood; when empty, the one that `npm run nlu -- encoder` put into DATA_DIR',
  }),
  LOG_LEVEL: Type.Union(
    [
      Type.Literal('debug'),
      Type.Literal('info'),
      Type.Literal('warn'),
      Type.Literal('error'),
      Type.Literal('silent'),
    ],
    { default: 'info', description: 'How much is logged: debug, info, warn, error or silent' },
  ),
  LOG_TEXT: Type.Boolean({
    default: false,
    description: 'Whether what people write is logged; off, so that logs hold no personal data',
  }),
})
export type Settings = Static<typeof Environment>

/** Takes what stands in `.env`, where there is one, into the environment; what is set already stays. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile()
}

/** Reads the settings; throws one error that names every setting that is wrong and what is wrong with it. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return readFrom(Environment, env, (name) => name)
}

/** An account's settings from the environment, `TELEGRAM_API_BASE` for `apiBase`; null when none is set. */
export function readAccount(
  channel: string,
  schema: TSchema,
  env: Record<string, string | undefined>,
): object | null {
  const names = Object.keys(properties(schema))
  if (!names.some((name) => env[variable(channel, name)])) return null
  const read: unknown = readFrom(schema, env, (name) => variable(channel, name))
  return typeof read === 'object' ? read : null
}

/** The name of a channel's setting in the environment. */
export function variable(channel: string, setting: string): string {
  return `${channel}_${setting}`
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()
}

/** The settings of an object schema, by name. */
export function properties(schema: TSchema): Record<string, TSchema> {
  return Type.IsObject(schema) ? schema.properties : {}
}

function readFrom<Schema extends TSchema>(
  schema: Schema,
  env: Record<string, string | undefined>,
  nameOf: (setting: string) => string,
): Static<Schema> {
  const given: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties(schema))) {
    const text = env[nameOf(name)]?.trim()
    if (text) given[name] = fromText(property, text)
  }
  const value: unknown = Value.Default(schema, given)
  if (Value.Check(schema, value)) return value
  const faults = Value.Errors(schema, value).map(({ instancePath, keyword, message }) => {
    const name = instancePath.slice(1).split('/')[0] ?? ''
    return `${nameOf(name)} ${inWords(properties(schema)[name], keyword, message)}`
  })
  throw new Error(`These settings are not right:\n  ${[...new Set(faults)].join('\n  ')}`)
}

/** A schema's own words for a pattern or a choice help nobody: then it is said what the setting is. */
function inWords(schema: TSchema | undefined, keyword: string, message: string): string {
  const described = schema && 'description' in schema ? schema.description : undefined
  const opaque = ['pattern', 'anyOf', 'const', 'enum'].includes(keyword)
  return opaque && typeof described === 'string' ? `is not what it should be: ${described}` : message
}

/** Text becomes what the schema asks for; what does not fit stays text, and the check says so. */
function fromText(schema: TSchema, text: string): unknown {
  if (Type.IsNumber(schema) || Type.IsInteger(schema)) return Number.isNaN(Number(text)) ? text : Number(text)
  if (Type.IsBoolean(schema)) return text === 'true' ? true : text === 'false' ? false : text
  if (Type.IsArray(schema)) return text.split(',').map((part) => part.trim())
  return text
}
