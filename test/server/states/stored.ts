import type { By, Event } from '../../../bots/entry.ts'
import type { Bot } from '../../../flows/bot.ts'
import type { ReleaseParts } from '../../../flows/release.ts'
import type { State } from '../../../flows/state.ts'
import { en } from '../../../handoff/texts/en.ts'
import { es } from '../../../handoff/texts/es.ts'
import { id } from '../../../handoff/texts/id.ts'
import type { Interpretation } from '../../../nlu/interpretation.ts'
import { createReleases } from '../../../server/releases.ts'
import { sqlite } from '../../../server/stores/sqlite.ts'
import { kinds, world } from '../../flows/world.ts'

/** A conversation as a release of Parley left it, and how that release carried it on. */
export interface Stored {
  bot: string
  place: string
  state: State
  then: Step[]
}
/** What comes next, what it comes to, and what is said upon it. */
export interface Step {
  by: By
  event: Event
  heard?: Interpretation
  said: string[]
  at: string
}
export type Next = Omit<Step, 'said' | 'at'>

/** A bot out of its stored release, by the way a server takes. */
export async function botOf(parts: ReleaseParts): Promise<Bot> {
  const store = await sqlite('sqlite::memory:', { clock: () => 0, reopen: 0 })
  const quiet = () => undefined
  const releases = await createReleases({
    store,
    kinds,
    texts: { en, es, id },
    train: async () => () => ({
      intent: null,
      confidence: 0,
      scope: 0,
      decision: 'unknown',
      entities: [],
      language: 'en',
      why: [],
    }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  const number = await releases.publish(parts)
  const { bot } = await releases.of(parts.bot.name, number)
  await store.close()
  return bot
}

/** Carries a stored state on, step by step. */
export function carryOn(bot: Bot, state: State, next: Next[]): Step[] {
  const queues = Object.fromEntries(bot.queues.map((queue) => [queue, { staffed: true, waiting: 1 }]))
  const talk = world(bot, { queues }, structuredClone(state))
  return next.map(({ by, event, heard }) => {
    const { said } = talk.put(by, event, heard)
    return { by, event, ...(heard ? { heard } : {}), said, at: talk.at() }
  })
}
