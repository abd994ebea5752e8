import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { Channel, Fetch } from '../bots/channel.ts'
import type { Accounts } from './accounts.ts'
import type { Desk } from './desk.ts'
import type { Engine } from './engine.ts'
import type { Feed } from './feed.ts'
import type { Hints } from './hints.ts'
import type { Learning } from './learning.ts'
import type { Media } from './media.ts'
import type { People } from './people.ts'
import type { Phrases } from './phrases.ts'
import type { Releases } from './releases.ts'
import type { Reports } from './report.ts'
import { sockets } from './sockets.ts'
import type { Store } from './store.ts'
import type { Suggestions } from './suggestions.ts'
import type { Training } from './training.ts'
import type { Typing } from './typing.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** A file in `routes/` or `plugins/`. Routes of a file live under `/api/FILE`, save the `bare` ones. */
export type Plugin = (app: App, needs: Needs) => void | Promise<void>

/** What routes work with. */
export interface Needs {
  store: Store
  engine: Engine
  feed: Feed
  hints: Hints
  media: Media
  fetch: Fetch
  typing: Typing
  people: People
  releases: Releases
  phrases: Phrases
  training: Training
  reports: Reports
  learning: Learning
  suggestions: Suggestions
  desk: Desk
  channels: Readonly<Record<string, Channel>>
  accounts: () => Accounts
  clock: () => number
  /** The public address, without a slash at the end; null when there is none. */
  address: string | null
  /** Set when the process is asked to stop. */
  stopping: () => boolean
  trustProxy: string[]
}

/** The largest body of a request, bytes. */
const mostBytes = 1_048_576

/** The whole web server, not yet listening. Plugins first, in the order of their names, then routes. */
export async function buildApp(
  needs: Needs,
  parts: {
    plugins: Readonly<Record<string, Plugin>>
    routes: Readonly<Record<string, Plugin>>
    log: FastifyBaseLogger
  },
): Promise<App> {
  const app: App = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: mostBytes,
    trustProxy: needs.trustProxy.length ? needs.trustProxy : false,
    requestTimeout: 10_000,
    keepAliveTimeout: 5000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 2000 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  await sockets(app)
  for (const plugin of Object.values(parts.plugins)) await plugin(app, needs)
  for (const [name, route] of Object.entries(parts.routes))
    await app.register(
      async (inside: App) => route(inside, needs),
      bare.has(name) ? {} : { prefix: `/api/${name}` },
    )
  return app
}

/** Routes that name their own paths, because others (platforms, balancers, brands' pages) expect them there. */
const bare = new Set(['hooks', 'visitors', 'health', 'demo'])
