import type { AgentEvent, Entry, Event } from '../bots/entry.ts'
import { type Message, plainText } from '../bots/message.ts'
import type { Facts } from '../handoff/facts.ts'
import { together } from '../handoff/priority.ts'
import { type Agent, type Happening, isAgent, phone } from '../handoff/states.ts'
import type { Interpretation } from '../nlu/interpretation.ts'
import { adopt } from './adopt.ts'
import { isStep } from './back.ts'
import type { Bot } from './bot.ts'
import { fold } from './command.ts'
import { awaits, type Draft, disarm, openDraft, parleyText, top, wakeIn } from './draft.ts'
import { type About, handOver, happen, nameOf, refuse } from './happen.ts'
import type { Heard } from './node.ts'
import { own } from './own.ts'
import { hasten } from './queue.ts'
import { spoken } from './spoken.ts'
import type { Armed, State, Turn } from './state.ts'
import { isTimer } from './visit.ts'

/**
 * The one step: what an entry makes of a conversation, `null` for one that has no state yet. Pure: the state it is
 * given stays as it is. Answers for every entry; throws only for a state of another release that is not adopted.
 */
export function advance(
  bot: Bot,
  state: State | null,
  input: { entry: Entry; facts: Facts; heard?: Interpretation },
): Turn {
  const { entry, facts } = input
  if (state && state.release !== bot.release && entry.event.type !== 'adopt')
    throw new Error(`a conversation on release ${state.release} was given release ${bot.release}`)
  const draft = openDraft(bot, state, entry, facts)
  read(draft, input)
  tendSilence(draft)
  const { state: after, outcome, effects, path, missed } = draft
  return { state: after, outcome, effects, path, ...(missed ? { missed } : {}) }
}

function read(draft: Draft, about: About): void {
  const { event } = about.entry
  switch (event.type) {
    case 'message':
      notice(draft, about.heard)
      happen(draft, about, { type: isBack(draft, event.message) ? 'back' : 'message' })
      break
    case 'start':
      notice(draft)
      happen(draft, about, { type: 'start' })
      break
    case 'unsupported':
      notice(draft)
      happen(draft, about, { type: 'unreadable' })
      break
    case 'blocked':
    case 'unblocked':
      draft.effects.push({ type: 'consent', kind: 'reachable', given: event.type === 'unblocked' })
      break
    case 'consent':
      draft.effects.push({ type: 'consent', kind: event.kind, given: event.given })
      break
    case 'echo':
      happen(draft, about, { type: 'echo', agent: phone })
      if (draft.state.owner === phone) disarm(draft, (what) => what.for === 'silence')
      break
    case 'failed':
      if (event.class === 'blocked') draft.effects.push({ type: 'consent', kind: 'reachable', given: false })
      else if (event.class !== 'unknown') happen(draft, about, { type: 'failed' })
      break
    case 'result':
    case 'wake':
      due(draft, about, event)
      break
    case 'adopt':
      handOver(draft, about, adopt(draft))
      break
    case 'assign':
      claim(draft, about, { type: 'assign', agent: agentOf(event.agent) })
      break
    case 'edit':
    case 'unsend':
    case 'reaction':
    case 'receipt':
    case 'sent':
      break // the journal keeps them, for people to see
    default:
      byAgent(draft, about, event)
  }
}

/** Who wrote, when, in which mood, and in which language: the contact's own choice, else what is heard while no question is open. */
function notice(draft: Draft, heard?: Interpretation): void {
  const { state, bot, facts, at } = draft
  state.heard = at
  if (facts.mood) {
    state.mood = together(state.mood, facts.mood)
    hasten(draft)
  }
  const { language } = facts.contact
  const chosen = typeof language === 'string' ? spoken(bot.languages, language) : null
  const detected = heard && state.frames.length === 0 ? spoken(bot.languages, heard.language) : null
  state.language = chosen ?? detected ?? state.language
}

/** The way out of the queue: the button, or its words or number where the channel has no buttons. */
function isBack(draft: Draft, message: Message): boolean {
  if (draft.state.mode !== 'waiting') return false
  if (message.type === 'choice') return message.value === 'bot'
  if (message.type !== 'text' || message.text.length > 100) return false
  return ['1', 'bot', fold(parleyText(draft, 'toBot'))].includes(fold(plainText(message)))
}

function byAgent(draft: Draft, about: About, event: AgentEvent): void {
  const { by } = about.entry
  const asked: Happening = { type: event.type, by, epoch: event.epoch }
  if (!isAgent(by)) refuse(draft, 'only an agent may do that')
  else if (event.type === 'take' || event.type === 'reopen') claim(draft, about, { ...asked, agent: by })
  else if (event.type === 'transfer') transfer(draft, about, asked, event.to)
  else if (event.type === 'release' && !isStep(draft, event.to)) refuse(draft, 'unknown step')
  else happen(draft, about, asked)
}

function transfer(
  draft: Draft,
  about: About,
  asked: Happening,
  to: Extract<AgentEvent, { type: 'transfer' }>['to'],
): void {
  if ('agent' in to) claim(draft, about, { ...asked, agent: agentOf(to.agent) })
  else if (draft.bot.queues.includes(to.queue)) happen(draft, about, asked)
  else refuse(draft, 'unknown queue')
}

/** An agent would own the conversation; the store may have said that they have no room. */
function claim(draft: Draft, about: About, happening: Happening & { agent: Agent }): void {
  const { full } = draft.facts
  if (full !== undefined && agentOf(full) === happening.agent && draft.state.owner !== happening.agent)
    refuse(draft, 'no room')
  else happen(draft, about, happening)
}

/** A result or wake came back: once, and only if it is still awaited. */
function due(draft: Draft, about: About, event: Extract<Event, { type: 'result' | 'wake' }>): void {
  const { state } = draft
  const what = own(state.armed, event.key)
  delete state.armed[event.key]
  if (!what) refuse(draft, 'no longer awaited')
  else if (what.for === 'silence') quiet(draft, about)
  else if (what.for !== 'visit') happen(draft, about, { type: what.for })
  else deliver(draft, about, event, what)
}

/** What came goes to the frame that awaits it, whatever the mode. */
function deliver(
  draft: Draft,
  about: About,
  event: Extract<Event, { type: 'result' | 'wake' }>,
  what: Extract<Armed, { for: 'visit' }>,
): void {
  const heard: Heard =
    event.type === 'wake' || isTimer(event.key)
      ? { type: 'wake', name: what.name }
      : { type: 'result', name: what.name, exit: event.exit, value: event.value }
  const frame = draft.state.frames.find(({ visit }) => visit === what.visit)
  if (frame) frame.inbox = [...frame.inbox, heard]
  happen(draft, about, { type: 'due' })
}

/** The silence wake came: it closes only if the customer was to speak, and for the whole time. */
function quiet(draft: Draft, about: About): void {
  const { state, bot, at } = draft
  const frame = top(draft)
  const left = bot.silence - (Date.parse(at) - Date.parse(state.heard))
  if (state.mode === 'bot' && frame && awaits(draft, frame)) wakeIn(draft, 'silence', bot.silence)
  else if (left > 0) wakeIn(draft, 'silence', left)
  else happen(draft, about, { type: 'silence' })
}

/** One lazy wake watches over the talk while the bot, or nobody we can see, is to answer. */
function tendSilence(draft: Draft): void {
  const { state, bot } = draft
  if (state.mode !== 'bot' && state.owner !== phone) disarm(draft, (what) => what.for === 'silence')
  else if (bot.silence > 0 && !Object.values(state.armed).some((what) => what.for === 'silence'))
    wakeIn(draft, 'silence', bot.silence)
}

/** Agents are named with and without `agent:`. */
function agentOf(name: string): Agent {
  return `agent:${isAgent(name) ? nameOf(name) : name}`
}
