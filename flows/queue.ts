import type { Values } from '../bots/message.ts'
import { hurry } from '../handoff/priority.ts'
import { clarifyFlow } from './bot.ts'
import { type Draft, disarm, later, parleySays, parleyText, send, top, wakeIn } from './draft.ts'
import { lookup } from './fill.ts'
import { own } from './own.ts'
import type { Handover } from './play.ts'
import type { Reason, Waiting } from './state.ts'

/** Notes why a person is wanted: what the handover says of it, else what the nearest flow does, else the default queue. */
export function want(draft: Draft, handover: Handover): void {
  const { queue, collected } = handover
  const near = nearest(draft)
  draft.state.waiting = waitingFor(draft, queue ?? near.queue ?? 'default', handover.reason, collected)
}

/** Notes that an agent passed the conversation to a queue; who still `waits` has waited since then. */
export function pass(draft: Draft, queue: string, waits: boolean): void {
  const { waiting } = draft.state
  draft.state.waiting = {
    ...waitingFor(draft, queue, 'transfer'),
    ...(waiting ? { collected: waiting.collected } : {}),
    ...(waiting && waits ? { since: waiting.since, due: waiting.due } : {}),
  }
}

/** Tells the customer where they stand, with the way back to the bot, and arms the promise and the place. */
export function announce(draft: Draft): void {
  const { waiting } = draft.state
  if (!waiting) return
  wakeIn(draft, 'promise', Math.max(0, Date.parse(waiting.due) - Date.parse(draft.at)))
  const away = awayText(draft, waiting.queue)
  if (!away) waiting.place = (own(draft.facts.queues, waiting.queue)?.waiting ?? 0) + 1
  const text = away ?? `${parleyText(draft, opener(waiting.reason))} ${placeText(draft, waiting.place)}`
  // without `of`, so that the way back never goes stale
  send(draft, 'parley', {
    type: 'choices',
    text,
    choices: [{ value: 'bot', text: parleyText(draft, 'toBot') }],
  })
  lookAgain(draft, waiting)
}

/** Tells the place anew if it is better than the one that was told. */
export function tellPlace(draft: Draft): void {
  const { waiting } = draft.state
  if (!waiting) return
  const { place } = draft.facts
  const better = place !== undefined && place < (waiting.place ?? Infinity)
  if (better && !awayText(draft, waiting.queue)) {
    draft.state.waiting = { ...waiting, place }
    parleySays(draft, 'place', { place })
  }
  lookAgain(draft, draft.state.waiting ?? waiting)
}

/** Brings the promise forward for who writes, while they wait, that it is urgent. */
export function hasten(draft: Draft): void {
  const { state, bot } = draft
  const { waiting } = state
  if (state.mode !== 'waiting' || !waiting) return
  const due = Date.parse(waiting.since) + bot.promise - hurry(state.mood, bot.promise)
  if (due >= Date.parse(waiting.due)) return
  state.waiting = { ...waiting, due: new Date(due).toISOString() }
  if (waiting.late) return
  disarm(draft, (what) => what.for === 'promise')
  wakeIn(draft, 'promise', Math.max(0, due - Date.parse(draft.at)))
}

/** Takes back the wakes that belong to waiting. */
export function leaveQueue(draft: Draft): void {
  disarm(draft, (what) => what.for === 'promise' || what.for === 'place')
}

const minute = 60_000

/** Nothing is better than the first place; while nobody is there it is enough to look now and then. */
function lookAgain(draft: Draft, { queue, place }: Waiting): void {
  if (place !== 1) wakeIn(draft, 'place', awayText(draft, queue) ? 10 * minute : minute)
}

function waitingFor(draft: Draft, queue: string, reason: Reason, collected?: string[]): Waiting {
  const frame = top(draft)
  return {
    queue: draft.bot.queues.includes(queue) ? queue : 'default',
    reason,
    since: draft.at,
    due: later(draft, draft.bot.promise - hurry(draft.state.mood, draft.bot.promise)),
    collected: collect(draft, collected ?? nearest(draft).collected ?? []),
    ...(frame ? { from: `${frame.flow}.${frame.node}` } : {}),
  }
}

/** What the nearest flow on the stack says of handoffs. */
function nearest({ state, bot }: Draft): { queue?: string; collected?: string[] } {
  for (const { flow } of state.frames.toReversed()) {
    const handoff = flow === clarifyFlow ? undefined : own(bot.flows, flow)?.flow.handoff
    if (handoff) return handoff
  }
  return {}
}

function collect({ state }: Draft, names: string[]): Values {
  let all: Values = state.variables
  for (const { variables } of state.frames) all = { ...all, ...variables }
  return Object.fromEntries(names.map((name) => [name, lookup(all, name) ?? null]))
}

function opener(reason: Reason): string {
  if (reason === 'transfer') return 'passed'
  return reason === 'error' ? 'trouble' : 'connecting'
}

function placeText(draft: Draft, place = 1): string {
  return parleyText(draft, 'place', { place })
}

/** Why nobody can answer yet; null when somebody can. */
function awayText(draft: Draft, queue: string): string | null {
  if (!draft.facts.open) return parleyText(draft, 'closed')
  return own(draft.facts.queues, queue)?.staffed ? null : parleyText(draft, 'away')
}
