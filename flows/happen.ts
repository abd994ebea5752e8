import type { Entry } from '../bots/entry.ts'
import { type Doing, type Happening, isAgent, type Owner, phone, react } from '../handoff/states.ts'
import type { Interpretation } from '../nlu/interpretation.ts'
import { giveBack } from './back.ts'
import { type Draft, disarm, parleySays, send, top } from './draft.ts'
import { answer, hear, visitsOf } from './hear.ts'
import { own } from './own.ts'
import { begin, type Handover, play, repeat, resume } from './play.ts'
import { announce, leaveQueue, pass, tellPlace, want } from './queue.ts'

/** What a happening is about. */
export interface About {
  entry: Entry
  heard?: Interpretation
}

/** Takes one transition of the conversation's machine and does what it asks for, to the end. */
export function happen(draft: Draft, about: About, happening: Happening): void {
  const { state } = draft
  const before = state.owner
  const { next, doing } = react(state, happening)
  if (doing.includes('refuse')) {
    refuse(draft, ...reasonFor(draft, happening))
    return
  }
  Object.assign(state, next)
  if (before !== next.owner && isAgent(before) && before !== phone)
    draft.effects.push({ type: 'free', agent: nameOf(before) })
  let handover: Handover | null = null
  for (const one of doing) handover = carryOut(draft, about, one, before) ?? handover
  // kept while a person has it: why it came to them, and what was collected, is what they read first
  if (state.mode === 'bot' || state.mode === 'closed') delete state.waiting
  if (state.mode !== 'closed') delete state.closedAt
  handOver(draft, about, handover)
}

/** Hands the conversation to the queue where a person is wanted. */
export function handOver(draft: Draft, about: About, handover: Handover | null): void {
  if (!handover) return
  want(draft, handover)
  happen(draft, about, { type: 'handover' })
}

/** Turns an entry down: nothing changes but its outcome. */
export function refuse(draft: Draft, reason: string, by?: string): void {
  draft.outcome = { type: 'refused', reason, ...(by === undefined ? {} : { by }) }
}

/** The agent's own id, without `agent:`. */
export function nameOf(agent: string): string {
  return agent.slice('agent:'.length)
}

function carryOut(draft: Draft, { entry, heard }: About, doing: Doing, before: Owner): Handover | null {
  const { state } = draft
  const { event, by } = entry
  switch (doing) {
    case 'hear':
      return event.type === 'message' ? hear(draft, event.message, heard) : null
    case 'begin':
      return start(draft, event.type === 'start' ? event.ref : undefined)
    case 'explain':
      parleySays(draft, 'unreadable')
      return play(draft, () => repeat(draft))
    case 'deliver':
      return top(draft)?.inbox.length ? play(draft, () => resume(draft)) : null
    case 'giveUp':
      return { reason: 'error' }
    case 'giveBack':
      delete state.mood
      return event.type === 'release' ? giveBack(draft, event) : leave(draft)
    case 'enqueue':
      if (event.type === 'transfer' && 'queue' in event.to) pass(draft, event.to.queue, before === 'queue')
      return null
    case 'announce':
      announce(draft)
      return null
    case 'dequeue':
      leaveQueue(draft)
      return null
    case 'place':
      tellPlace(draft)
      return null
    case 'late':
      if (state.waiting) state.waiting = { ...state.waiting, late: true }
      return null
    case 'join':
      if (state.owner !== phone) draft.effects.push({ type: 'reserve', agent: nameOf(state.owner) })
      return null
    case 'reply':
      if (event.type === 'reply' && isAgent(by)) send(draft, by, event.message)
      return null
    case 'tag':
      if (event.type === 'tag')
        draft.effects.push({ type: 'tag', add: event.add ?? [], remove: event.remove ?? [] })
      return null
    case 'retry':
      if (event.type === 'retry') draft.effects.push({ type: 'retry', job: event.job })
      return null
    case 'goodbye':
      if (state.frames.length > 0) parleySays(draft, 'goodbye')
      return null
    case 'forget':
      if (event.type === 'close') parleySays(draft, 'ended')
      state.frames = []
      delete state.mood
      state.closedAt = draft.at
      disarm(draft, () => true)
      return null
    case 'keep':
    case 'refuse':
      return null
  }
}

/** The customer leaves the queue: nobody has dealt with what led there. */
function leave(draft: Draft): Handover | null {
  const stood = visitsOf(draft)
  return giveBack(draft, { to: 'here', left: true }) ?? answer(draft, stood)
}

/** A customer may name a flow to begin with, never a step in it: that would pass by what comes before. */
function start(draft: Draft, ref: string | undefined): Handover | null {
  const { flows, start } = draft.bot
  const flow = ref !== undefined && !ref.startsWith('~') && own(flows, ref) ? ref : start
  const handover = play(draft, () => begin(draft, flow))
  return handover ?? answer(draft, [])
}

/** Why, in few words, and who has it. */
function reasonFor({ state }: Draft, { type, by, epoch }: Happening): [reason: string, by?: string] {
  if (state.mode === 'closed') return ['closed']
  if (isAgent(state.owner) && by !== state.owner) return ['taken by someone else', state.owner]
  if (type === 'reopen') return ['not closed']
  if (type === 'reply' || (type === 'transfer' && state.mode === 'bot')) return ['take it first']
  if (epoch !== undefined && epoch !== state.epoch) return ['changed meanwhile']
  return [`not possible in mode ${state.mode}`]
}
