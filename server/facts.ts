import type { Entry } from '../bots/entry.ts'
import { plainText } from '../bots/message.ts'
import type { Bot } from '../flows/bot.ts'
import type { State } from '../flows/state.ts'
import type { Facts } from '../handoff/facts.ts'
import { type Mood, moodOf } from '../nlu/sentiment.ts'
import type { Account } from './accounts.ts'
import type { Release } from './releases.ts'
import type { Identity, Store } from './store.ts'

/** Gathers what a step is told of the world. */
export function createFacts({ store, clock }: { store: Store; clock: () => number }) {
  /**
   * The facts for one entry. Nothing of the queues is read here: most turns need none of it, and one that leads
   * into a queue, or is about a place in it, is given them by `queues`.
   */
  async function of(about: {
    id: string
    account: Account
    release: Release
    identity: Identity
    state: State | null
    entry: Entry
    full?: string
  }): Promise<Facts> {
    const { id, account, release, identity, state, entry, full } = about
    const contact = await store.contact(identity.contact)
    const waits = state?.mode === 'waiting'
    const mood =
      state?.mode === 'human' ? null : heardMood(entry, state?.language ?? release.bot.languages[0])
    return {
      channel: account.channelName,
      language: firstLanguage(release.bot, identity.language),
      contact: contact?.fields ?? {},
      open: release.open(clock()),
      ...(waits
        ? await queues(release.bot, id)
        : { queues: Object.fromEntries(release.bot.queues.map(empty)) }),
      ...(mood ? { mood } : {}),
      ...(full ? { full } : {}),
    }
  }

  /** Every queue of the bot, and the conversation's place in its own. */
  async function queues(bot: Bot, id: string): Promise<Pick<Facts, 'queues' | 'place'>> {
    const [counts, attending, place] = await Promise.all([store.counts(), store.attending(), store.place(id)])
    const staffed = attending.length > 0
    return {
      queues: Object.fromEntries(
        bot.queues.map((name) => [name, { staffed, waiting: counts.queues[name] ?? 0 }]),
      ),
      ...(place === null ? {} : { place }),
    }
  }

  return { of, queues }
}

/** How a customer's message sounds: who waits or will wait is answered sooner by it. */
function heardMood({ event }: Entry, language = 'en'): Mood | null {
  return event.type === 'message' ? moodOf(plainText(event.message), language) : null
}

/** What is spoken until something better is known: what the platform tells, if the bot has it, else the bot's first. */
function firstLanguage(bot: Bot, told: string | null): string {
  const base = told?.split('-')[0]
  return bot.languages.find((one) => one === told || one === base) ?? bot.languages[0] ?? 'en'
}

const empty = (name: string): [string, { staffed: boolean; waiting: number }] => [
  name,
  { staffed: false, waiting: 0 },
]
