import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Channel } from '../bots/channel.ts'
import type { NodeKind } from '../flows/node.ts'
import type { ReleaseParts } from '../flows/release.ts'
import { createAccounts } from './accounts.ts'
import { buildApp, type Plugin } from './app.ts'
import { createDesk } from './desk.ts'
import { createEngine } from './engine.ts'
import { createFeed } from './feed.ts'
import { createHints } from './hints.ts'
import { createHttp } from './http.ts'
import { createLearning } from './learning.ts'
import { createListening } from './listening.ts'
import { callable, load, loadOne, names, shaped } from './load.ts'
import { findEncoder } from './meaning.ts'
import { createMedia } from './media.ts'
import { misnamed } from './misnamed.ts'
import { createModels } from './models.ts'
import { createOutbox } from './outbox.ts'
import { createPeople } from './people.ts'
import { createPhrases } from './phrases.ts'
import { createReleases, type Releases, readBotFolder } from './releases.ts'
import { createReports } from './report.ts'
import type { Action } from './requests.ts'
import type { Settings } from './settings.ts'
import type { OpenStore, Store } from './store.ts'
import { createSuggestions } from './suggestions.ts'
import { createTraining } from './training.ts'
import { createTyping } from './typing.ts'
import { createUnderstanding } from './understanding.ts'

export type Parley = Awaited<ReturnType<typeof openParley>>

/** How often it is looked for conversations that were left behind, ms. */
const sweepEvery = 2000

/**
 * Opens everything behind the settings and wires it together; nothing listens yet. `wrap` puts something around
 * the store or the channels, for tests that break things.
 */
export async function openParley(needs: {
  settings: Settings
  env: Record<string, string | undefined>
  log: FastifyBaseLogger
  clock?: () => number
  wrap?: {
    store?: (store: Store) => Store
    channels?: (channels: Record<string, Channel>) => Record<string, Channel>
  }
}) {
  const { settings, env, log, clock = Date.now, wrap } = needs
  const kinds = await load<NodeKind>('flows/nodes', shaped('title', 'options', 'exits', 'enter'))
  const texts = await load<Record<string, string>>('handoff/texts', shaped('connecting'))
  const channels = await load<Channel>(
    'bots/channels',
    shaped('title', 'settings', 'limits', 'verify', 'parse', 'render', 'connect'),
  )
  for (const sentence of misnamed(env, channels)) log.warn(sentence)
  const actions = await load<Action>('flows/actions', callable<Action>)
  const plugins = await load<Plugin>('server/plugins', callable<Plugin>)
  const routes = await load<Plugin>('server/routes', callable<Plugin>)
  const parts = await readBotFolder(settings.BOT_DIR, kinds)

  const opened = await openStore(settings, clock)
  const store = wrap?.store?.(opened) ?? opened
  const understanding = await createUnderstanding({
    encoder: await findEncoder(settings),
    models: createModels(join(resolve(settings.DATA_DIR), 'models')),
    log,
  })
  const releases = await createReleases({ store, kinds, texts, train: understanding.train, log })
  const phrases = createPhrases({ store, parts })
  await publishAtStart(releases, await phrases.draft(), log)

  const address = settings.PUBLIC_URL || null
  const { http, fetch, close: closeHttp } = createHttp(list(settings.CALL_ALLOW))
  const feed = await createFeed({ store, log })
  const changed = () => {
    feed.nudge()
    outbox.nudge()
  }
  const node = randomUUID()
  let port = settings.PORT
  let stopping = false
  const typing = createTyping({ store, accounts: () => accounts, clock, log })
  const media = createMedia({ store, accounts: () => accounts, most: settings.MEDIA_MAX_MB * 1_000_000, log })
  const engine = createEngine({
    store,
    accounts: () => accounts,
    releases,
    typing,
    media,
    clock,
    log,
    news: feed.nudge,
    changed,
  })
  const outbox = createOutbox({
    store,
    accounts: () => accounts,
    agentName: async (id) => (await people.get(id))?.name ?? null,
    engine,
    http,
    actions,
    node,
    self: () => `http://127.0.0.1:${port}`,
    clock,
    log,
    news: feed.nudge,
  })
  const accounts = await createAccounts({
    store,
    channels: wrap?.channels?.(channels) ?? channels,
    env,
    bot: parts.bot.name,
    http,
    fetch,
    clock,
    log,
    address,
    listening: createListening({ store, node, clock }),
    receive: engine.receive,
  })
  const people = createPeople({ store, clock })
  const training = createTraining({ store, releases, phrases, kinds, clock, log })
  const reports = createReports()
  const learning = createLearning({ store, releases, phrases, log })
  const suggestions = createSuggestions({ store, accounts: () => accounts, releases, learning, clock })
  const desk = createDesk({ store, people, accounts: () => accounts, media, clock })
  const app = await buildApp(
    {
      store,
      engine,
      feed,
      hints: createHints(),
      typing,
      media,
      fetch,
      people,
      releases,
      phrases,
      training,
      reports,
      learning,
      suggestions,
      desk,
      channels,
      accounts: () => accounts,
      clock,
      address,
      stopping: () => stopping,
      trustProxy: list(settings.TRUST_PROXY),
    },
    { plugins, routes, log },
  )
  let sweeper: NodeJS.Timeout | undefined

  /** Listens, connects the accounts, and carries on with what was left behind. Gives the address. */
  async function listen(): Promise<string> {
    const url = await app.listen({ port: settings.PORT, host: settings.HOST })
    port = Number(new URL(url).port)
    await accounts.connectAll()
    await engine.sweep()
    sweeper = setInterval(() => {
      void engine.sweep().catch((error: unknown) => log.error({ error }, 'the sweep failed'))
      void accounts.refresh().catch((error: unknown) => log.error({ error }, 'no look for new accounts'))
      void releases.refresh().catch((error: unknown) => log.error({ error }, 'no look for new releases'))
    }, sweepEvery)
    outbox.nudge()
    return url
  }

  /**
   * Stops as one would wish: takes nothing new, finishes what is under way, closes the store. For `notice` ms it
   * only says so at `/readyz`, that a balancer may look elsewhere.
   */
  async function close(notice = 0): Promise<void> {
    stopping = true
    clearInterval(sweeper)
    await sleep(notice)
    const idle = setInterval(() => app.server.closeIdleConnections(), 50) // an idle keep-alive would hold the close for its whole time
    await app.close()
    clearInterval(idle)
    await media.close()
    await outbox.close() // before the connections it sends by
    await accounts.close()
    await engine.close()
    await feed.close()
    await closeHttp()
    await training.close()
    await reports.close()
    await understanding.close()
    await store.close()
  }

  return { app, store, engine, outbox, accounts, people, releases, listen, close }
}

/** Makes the bot's folder the live release. Where that cannot be, what was live before answers on. */
async function publishAtStart(
  releases: Releases,
  parts: ReleaseParts,
  log: FastifyBaseLogger,
): Promise<void> {
  const { name } = parts.bot
  try {
    const number = await releases.publish(parts)
    log.info({ bot: name, release: number }, 'the bot is live')
  } catch (error) {
    if (!releases.live().includes(name)) throw error
    log.error({ bot: name, error }, 'the bot could not be published; its last release stays live')
  }
}

/** The store of `STORE_URL`: its scheme names the file in `stores/`. */
export async function openStore(settings: Settings, clock: () => number): Promise<Store> {
  await mkdir(resolve(settings.DATA_DIR), { recursive: true })
  const url = settings.STORE_URL || `sqlite:${join(resolve(settings.DATA_DIR), 'parley.db')}`
  const scheme = /^([a-z]+):/.exec(url)?.[1] ?? ''
  const known = await names('server/stores')
  if (!known.includes(scheme))
    throw new Error(
      `STORE_URL begins with "${scheme}:", and there is no such store. There are: ${known.join(', ')}.`,
    )
  const open = await loadOne('server/stores', scheme, callable<OpenStore>)
  return open(url, { clock, reopen: settings.REOPEN_HOURS * 3_600_000 })
}

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
