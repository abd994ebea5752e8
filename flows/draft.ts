import type { Entry } from '../bots/entry.ts'
import type { Message, Values } from '../bots/message.ts'
import type { Facts } from '../handoff/facts.ts'
import type { Bot } from './bot.ts'
import { fill } from './fill.ts'
import type { Heard } from './node.ts'
import { own } from './own.ts'
import { spoken } from './spoken.ts'
import type { Armed, Effect, Frame, Outcome, Reason, State } from './state.ts'

/** A turn in the making. Its state is its own copy: what it was made from stays as it was. */
export interface Draft {
  readonly bot: Bot
  readonly facts: Facts
  /** The entry's time, ISO 8601. */
  readonly at: string
  readonly state: State
  effects: Effect[]
  outcome: Outcome
  readonly path: string[]
  /** The message that led here and that no node has used yet. */
  opening: Heard | null
  /** Nodes entered and things heard; bounded. */
  steps: number
  /** What the exits taken say of why a person may be needed. */
  reason: Reason | null
  /** No part of the bot could use what the customer said. */
  missed: boolean
  /** Contact fields that this turn sets. */
  remembered: Values
}

/** Begins a turn over a state, or over a conversation that has none yet. */
export function openDraft(bot: Bot, before: State | null, entry: Entry, facts: Facts): Draft {
  return {
    bot,
    facts,
    at: entry.at,
    state: before ? copy(before) : firstState(bot, facts, entry.at),
    effects: [],
    outcome: { type: 'accepted' },
    path: [],
    opening: null,
    steps: 0,
    reason: null,
    missed: false,
    remembered: {},
  }
}

/** The frame on top: where the bot stands. */
export function top({ state }: Draft): Frame | undefined {
  return state.frames.at(-1)
}

export function send(
  draft: Draft,
  author: Extract<Effect, { type: 'send' }>['author'],
  message: Message,
): void {
  draft.effects.push({ type: 'send', author, message })
}

/** What Parley itself says, by its name, in the conversation's language. */
export function parleyText(draft: Draft, name: string, values: Values = {}): string {
  return fill(textsOf(draft)[name] ?? '', values)
}
export function parleySays(draft: Draft, name: string, values?: Values): void {
  send(draft, 'parley', { type: 'text', text: parleyText(draft, name, values) })
}
export function textsOf({ bot, state }: Draft): Readonly<Record<string, string>> {
  return own(bot.texts, spoken(bot.languages, state.language) ?? bot.languages[0] ?? '') ?? {}
}

/** Whether anybody has said anything to the customer in this turn. */
export function spoke(draft: Draft): boolean {
  return draft.effects.some((effect) => effect.type === 'send')
}

/** Makes a key that a result or wake may come back with, once. */
export function arm({ state }: Draft, prefix: string, what: Armed): string {
  const key = `${prefix}.${++state.counter}`
  state.armed[key] = what
  return key
}
/** Takes keys back, with the jobs they belong to. */
export function disarm({ state, effects }: Draft, test: (what: Armed) => boolean): void {
  for (const [key, what] of Object.entries(state.armed)) {
    if (!test(what)) continue
    delete state.armed[key]
    effects.push({ type: 'cancel', key })
  }
}
export function leaveVisit(draft: Draft, { visit }: Frame): void {
  disarm(draft, (what) => what.for === 'visit' && what.visit === visit)
}
/** Whether the frame waits for a job of its own: a call, an act, a time. */
export function awaits({ state }: Draft, { visit }: Frame): boolean {
  return Object.values(state.armed).some((what) => what.for === 'visit' && what.visit === visit)
}

/** Wakes the conversation after so many ms. */
export function wakeIn(draft: Draft, what: 'promise' | 'place' | 'silence', ms: number): void {
  draft.effects.push({ type: 'wake', key: arm(draft, what, { for: what }), at: later(draft, ms) })
}
export function later({ at }: Draft, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString()
}

function copy(before: State): State {
  return { ...before, frames: before.frames.map((frame) => ({ ...frame })), armed: { ...before.armed } }
}

function firstState(bot: Bot, facts: Facts, at: string): State {
  return {
    version: 1,
    release: bot.release,
    mode: 'bot',
    owner: 'bot',
    epoch: 0,
    frames: [],
    variables: {},
    language: spoken(bot.languages, facts.language) ?? bot.languages[0] ?? 'en',
    heard: at,
    counter: 0,
    armed: {},
  }
}
