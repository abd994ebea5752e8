import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '../bots/channel.ts'
import { type Bot, makeBot } from '../flows/bot.ts'
import { duration } from '../flows/duration.ts'
import type { Fault } from '../flows/flow.ts'
import type { Kinds } from '../flows/node.ts'
import { type ReleaseParts, readRelease } from '../flows/release.ts'
import { isOpen } from '../handoff/hours.ts'
import { ownRules } from '../nlu/entities/own.ts'
import { entitiesOf, withoutContacts } from '../nlu/entities.ts'
import type { Context, Interpretation } from '../nlu/interpretation.ts'
import { type PhraseFault, phraseFaults } from '../nlu/phrases.ts'
import { names } from './load.ts'
import type { Store } from './store.ts'

/** One release of a bot, with the model that was trained with it. */
export interface Release {
  bot: Bot
  /** The phrases it was trained with. */
  intents: ReleaseParts['intents']
  /** What a text means, with the values in it; `at` is when it was written, ISO 8601. */
  understand(text: string, context: Context & { at: string }): Promise<Interpretation>
  /** Whether the brand's hours say that somebody works then (ms). */
  open(at: number): boolean
}
export type Releases = Awaited<ReturnType<typeof createReleases>>

/** A published release as it is stored: the parts and the hash of them. */
interface Stored {
  hash: string
  number: number
  parts: ReleaseParts
}

type Reads = (text: string, context: Context) => Interpretation | Promise<Interpretation>

/** How a training is watched and ended. */
export interface TrainingOptions {
  signal?: AbortSignal
  /** Hears the share that is done, 0 to 1. */
  progress?: (share: number) => void
}

/** A bot cannot be trained with these phrases. */
export class UnfitPhrases extends Error {
  readonly faults: PhraseFault[]
  constructor(faults: PhraseFault[]) {
    const lines = faults
      .slice(0, 20)
      .map((one) => `  ${one.language} ${one.intent} “${one.phrase}”: ${one.message}`)
    super(`The bot cannot be trained with these phrases:\n${lines.join('\n')}`)
    this.faults = faults
  }
}

/** Keeps the releases of every bot: publishes, and gives the one a conversation is on. */
export async function createReleases(needs: {
  store: Store
  kinds: Kinds
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Trains a model; what comes back reads texts. */
  train(intents: ReleaseParts['intents'], options?: TrainingOptions): Promise<Reads>
  log: Log
}) {
  const { store, kinds, texts, train, log } = needs
  const live = new Map<string, number>()
  const ready = new Map<string, Promise<Release>>()
  const refused = new Set<string>()

  for (const { value } of await store.list<{ name: string; number: number }>('live'))
    live.set(value.name, value.number)

  async function stored(name: string, number: number): Promise<Stored | null> {
    return (await store.read<Stored>('release', `${name}#${number}`))?.value ?? null
  }

  /** A release by number, or the live one; throws when there is none. */
  function of(name: string, number = live.get(name)): Promise<Release> {
    if (number === undefined) throw new Error(`The bot ${name} was never published.`)
    const id = `${name}#${number}`
    const known = ready.get(id)
    if (known) return known
    const made = stored(name, number).then(async (found) => {
      if (!found) throw new Error(`Release ${number} of ${name} is not in the store.`)
      return prepare(found, await learn(found.parts))
    })
    made.catch(() => ready.delete(id))
    ready.set(id, made)
    return made
  }

  async function learn({ bot, intents }: ReleaseParts, options?: TrainingOptions): Promise<Reads> {
    const started = performance.now()
    const reads = await train(intents, options)
    log.info({ bot: bot.name, ms: Math.round(performance.now() - started) }, 'trained the bot')
    return reads
  }

  function prepare({ parts, number }: Stored, reads: Reads): Release {
    const { bot, flows, intents } = parts
    const made = makeBot({
      name: bot.name,
      release: number,
      start: bot.start,
      languages: bot.languages,
      flows,
      kinds,
      queues: bot.queues,
      texts: merge(texts, bot.texts),
      labels: bot.labels,
      ...(bot.promise ? { promise: duration(bot.promise) ?? 120_000 } : {}),
      ...(bot.silence ? { silence: duration(bot.silence) ?? 0 } : {}),
      ...(bot.capacity ? { capacity: bot.capacity } : {}),
    })
    const rules = ownRules(parts.entities ?? {})
    const place = {
      zone: bot.zone ?? bot.hours?.zone ?? 'UTC',
      ...(bot.country ? { country: bot.country } : {}),
    }
    return {
      bot: made,
      intents,
      async understand(text, { at, ...context }) {
        const valuesIn = (language: string) => entitiesOf(text, { language, now: at, ...place }, rules)
        const entities = valuesIn(context.language)
        const heard = await reads(withoutContacts(text, entities), context)
        return {
          ...heard,
          entities: heard.language === context.language ? entities : valuesIn(heard.language),
        }
      },
      open: (at) => !bot.hours || isOpen(bot.hours, new Date(at).toISOString()),
    }
  }

  /**
   * Makes the parts the live release, unless they already are; gives its number. Trains first: when that fails
   * nothing has changed, and what was live stays so. Throws `UnfitPhrases` for phrases that cannot be learned.
   */
  async function publish(parts: ReleaseParts, options: TrainingOptions = {}): Promise<number> {
    const faults = phraseFaults(parts.intents)
    if (faults.length > 0) throw new UnfitPhrases(faults)
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    const name = parts.bot.name
    let reads: Reads | null = null
    for (;;) {
      const current = await store.read<{ name: string; number: number }>('live', name)
      const last = current?.value.number ?? 0
      if (last && (await stored(name, last))?.hash === hash) {
        await of(name, last)
        live.set(name, last)
        return last
      }
      reads ??= await learn(parts, options)
      options.signal?.throwIfAborted()
      const number = await keep({ hash, number: last + 1, parts })
      ready.set(`${name}#${number}`, Promise.resolve(prepare({ hash, number, parts }, reads)))
      if ((await store.write('live', name, { name, number }, current?.rev ?? 0)) === null) continue
      live.set(name, number)
      log.info({ bot: name, release: number }, 'published the bot')
      return number
    }
  }

  /** Stores a release under the first number from this one on that no other has. */
  async function keep(release: Stored): Promise<number> {
    for (let number = release.number; ; number++) {
      const id = `${release.parts.bot.name}#${number}`
      if ((await store.write('release', id, { ...release, number }, 0)) !== null) return number
      if ((await store.read<Stored>('release', id))?.value.hash === release.hash) return number
    }
  }

  /** Takes up what another node published: once it is trained here too, new conversations begin with it. */
  async function refresh(): Promise<void> {
    for (const { value } of await store.list<{ name: string; number: number }>('live')) {
      const { name, number } = value
      const id = `${name}#${number}`
      if (live.get(name) === number || refused.has(id)) continue
      try {
        await of(name, number)
        live.set(name, number)
      } catch (error) {
        refused.add(id)
        log.error({ bot: name, release: number, error }, 'a release of another node cannot be used here')
      }
    }
  }

  return { of, publish, refresh, live: () => [...live.keys()] }
}

/** Reads a bot's folder; throws one error that lists every fault. */
export async function readBotFolder(folder: string, kinds: Kinds): Promise<ReleaseParts> {
  const path = resolve(folder)
  const found = await readdir(path).catch(() => {
    throw new Error(`There is no folder ${path}: set BOT_DIR to the folder of your bot.`)
  })
  const files = await Promise.all(
    found
      .filter((name) => name.endsWith('.yaml'))
      .map(async (name) => ({ name, content: await readFile(join(path, name), 'utf8') })),
  )
  const { parts, faults } = readRelease(files, kinds, await names('flows/actions'))
  if (!parts) throw new Error(`The bot in ${path} has faults:\n${faults.map(inWords).join('\n')}`)
  return parts
}

/** A fault on one line: where, and what to do. */
export function inWords(fault: Fault): string {
  const place = [fault.flow, fault.node].filter(Boolean).join('.')
  return `  ${place}${fault.line ? ` (line ${fault.line})` : ''}: ${fault.message}`
}

/** Parley's texts with a bot's own in their place, language by language. */
function merge(
  ours: Readonly<Record<string, Readonly<Record<string, string>>>>,
  own: Record<string, Record<string, string>>,
) {
  const all: Record<string, Record<string, string>> = {}
  for (const language of new Set([...Object.keys(ours), ...Object.keys(own)]))
    all[language] = { ...(ours[language] ?? ours.en), ...own[language] }
  return all
}
