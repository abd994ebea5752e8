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
import type { Context, Interpretation } from '../nlu/interpretation.ts'
import { names } from './load.ts'
import type { Store } from './store.ts'

/** One release of a bot, with the model that was trained with it. */
export interface Release {
  bot: Bot
  understand(text: string, context: Context): Interpretation
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

/** Keeps the releases of every bot: publishes, and gives the one a conversation is on. */
export async function createReleases(needs: {
  store: Store
  kinds: Kinds
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Trains a model; what comes back reads texts. */
  train(intents: ReleaseParts['intents']): Promise<Release['understand']>
  log: Log
}) {
  const { store, kinds, texts, train, log } = needs
  const live = new Map<string, number>()
  const ready = new Map<string, Promise<Release>>()

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
    const made = stored(name, number).then((found) => {
      if (!found) throw new Error(`Release ${number} of ${name} is not in the store.`)
      return prepare(found)
    })
    made.catch(() => ready.delete(id))
    ready.set(id, made)
    return made
  }

  async function prepare({ parts, number }: Stored): Promise<Release> {
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
    const started = performance.now()
    const understand = await train(intents)
    log.info(
      { bot: bot.name, release: number, ms: Math.round(performance.now() - started) },
      'trained the bot',
    )
    return {
      bot: made,
      understand,
      open: (at) => !bot.hours || isOpen(bot.hours, new Date(at).toISOString()),
    }
  }

  /** Makes the parts the live release, unless they already are; gives its number. */
  async function publish(parts: ReleaseParts): Promise<number> {
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    const name = parts.bot.name
    for (;;) {
      const current = await store.read<{ name: string; number: number }>('live', name)
      const last = current?.value.number ?? 0
      const now = last ? await stored(name, last) : null
      const number = now?.hash === hash ? last : last + 1
      if (number !== last) {
        await store.write('release', `${name}#${number}`, { hash, number, parts }, 0)
        await of(name, number)
        if ((await store.write('live', name, { name, number }, current?.rev ?? 0)) === null) continue
      }
      live.set(name, number)
      await of(name, number)
      return number
    }
  }

  return { of, publish, live: () => [...live.keys()] }
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
