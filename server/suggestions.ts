import { type Message, plainText } from '../bots/message.ts'
import type { Bot } from '../flows/bot.ts'
import { advance } from '../flows/conversation.ts'
import type { Facts } from '../handoff/facts.ts'
import type { Interpretation } from '../nlu/interpretation.ts'
import { nearest } from '../nlu/nearest.ts'
import type { Accounts } from './accounts.ts'
import type { Suggestion } from './api.ts'
import type { Collected, Learning } from './learning.ts'
import type { Releases } from './releases.ts'
import type { Conversation, ReadEntry, Store } from './store.ts'

export type Suggestions = ReturnType<typeof createSuggestions>

const mostSuggestions = 3
/** Below it a suggestion is more likely wrong than right. */
const leastScore = 0.3
const longest = 1000
/** How long what people answered before is kept at hand, ms. */
const fresh = 60_000
const mostAnswers = 500

/** Suggests answers to an agent: what the bot's flows would say, and what people answered to the like before. */
export function createSuggestions(needs: {
  store: Store
  accounts: () => Accounts
  releases: Releases
  learning: Learning
  clock: () => number
}) {
  const { store, releases, learning, clock } = needs
  let kept: { until: number; find: Promise<ReturnType<typeof nearest<Answered>>> } | null = null

  /** Answers to the customer's last message, the best first; null when there is no such conversation. */
  async function of(id: string): Promise<Suggestion[] | null> {
    const conversation = await store.conversation(id)
    if (!conversation) return null
    const entries = await store.entries({ conversation: id }, { before: Number.MAX_SAFE_INTEGER, limit: 50 })
    const bot = needs.accounts().get(conversation.account)?.bot
    if (bot === undefined) return []
    const release = await releases.of(bot, conversation.release)
    const asked = lastAsked(entries, release.bot)
    if (!asked) return []
    const text = plainText(asked.message)
    const heard = await release.understand(text, { language: conversation.state.language, at: asked.at })
    const all = [...fromFlows(release.bot, conversation, asked, heard), ...(await fromPeople(text, id))]
    const best = all.filter(({ score }) => score >= leastScore).sort((one, other) => other.score - one.score)
    return best
      .filter(({ text }, at) => best.findIndex((other) => other.text === text) === at)
      .slice(0, mostSuggestions)
  }

  async function fromPeople(text: string, but: string): Promise<Suggestion[]> {
    if (!kept || kept.until < clock()) kept = { until: clock() + fresh, find: readAnswers() }
    const find = await kept.find
    return find(text, 2 * mostSuggestions)
      .filter(({ item }) => item.conversation !== but)
      .map(({ item, likeness }) => ({
        from: 'people',
        text: item.answer,
        score: likeness,
        conversation: item.conversation,
      }))
  }

  async function readAnswers() {
    const all = await learning.answered()
    return nearest(all.toSorted((one, other) => other.at.localeCompare(one.at)).slice(0, mostAnswers))
  }

  return { of }
}

type Answered = Collected & { answer: string }
interface Asked {
  position: number
  at: string
  message: Message
}

/** The last thing the customer asked, in words and of anything but a person; null when it was answered. */
function lastAsked(entries: readonly ReadEntry[], bot: Bot): Asked | null {
  for (const { by, event, position, at, reading } of entries.toReversed()) {
    if (event.type === 'reply') return null
    if (by !== 'customer' || event.type !== 'message' || event.message.type !== 'text') continue
    const wantsPerson = bot.command(event.message.text) === 'person' || reading?.heard?.intent === 'person'
    if (!wantsPerson) return { position, at, message: event.message }
  }
  return null
}

/** What the flows of the likeliest intents would say first, found by letting a conversation begin with each. */
function fromFlows(bot: Bot, conversation: Conversation, asked: Asked, heard: Interpretation): Suggestion[] {
  const sure = heard.decision === 'unknown' ? heard.confidence / 2 : heard.confidence
  const candidates = [
    { intent: heard.intent, score: sure },
    { intent: heard.runnerUp ?? null, score: Math.min(sure, 1 - heard.confidence) },
  ]
  // what is said whatever is asked, such as the start's own question, answers nothing
  const usual = firstWords(bot, conversation, asked, { ...heard, intent: null, decision: 'unknown' })
  return candidates.flatMap(({ intent, score }): Suggestion[] => {
    if (intent === null) return []
    const text = firstWords(bot, conversation, asked, { ...heard, intent, decision: 'answer' })
    return text === null || text === usual ? [] : [{ from: 'flow', text, score, intent }]
  })
}

/** The bot's own words in the turn; null when it has none. */
function firstWords(
  bot: Bot,
  { id, account, state }: Conversation,
  { position, at, message }: Asked,
  heard: Interpretation,
): string | null {
  const entry = {
    conversation: id,
    position,
    key: `message:${position}`,
    at,
    by: 'customer',
    event: { type: 'message', id: String(position), message },
  } as const
  const facts: Facts = {
    channel: account.split('/')[0] ?? account,
    language: state.language,
    contact: { language: state.language },
    open: true,
    queues: Object.fromEntries(bot.queues.map((queue) => [queue, { staffed: true, waiting: 0 }])),
  }
  const { effects } = advance(bot, null, { entry, facts, heard })
  const words = effects.flatMap((effect) => {
    if (effect.type !== 'send' || effect.author !== 'bot') return []
    return effect.message.type === 'text' || effect.message.type === 'choices' ? [effect.message.text] : []
  })
  return words.length > 0 ? words.join('\n\n').slice(0, longest) : null
}
