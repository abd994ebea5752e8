import type { Entry } from '../bots/entry.ts'
import { plainText, type Values } from '../bots/message.ts'
import type { Mood } from './facts.ts'
import type { Mode } from './states.ts'

/** Why a conversation is with a person, and what is known: what an agent sees first. */
export interface Brief {
  reason?: Reason
  /** In one sentence. */
  why: string
  /** How the customer sounds, each with the words that say so. */
  mood?: string[]
  /** What the bot learned, without what is empty. */
  collected: Values
  /** The customer's last words, oldest first. */
  lastWords: string[]
  /** Flow steps gone through, `flow.node`, oldest first. */
  path: string[]
}

/** Tells an agent what they need to know, from the conversation's last entries with their readings and its state. */
export function brief(entries: readonly Told[], state: Standing | null): Brief {
  const waiting = state?.waiting
  const mood = signs(state?.mood)
  const path = entries.flatMap((entry) => entry.reading?.path ?? [])
  return {
    ...(waiting ? { reason: waiting.reason } : {}),
    why: waiting
      ? `${reasons[waiting.reason]}${waiting.from ? `, at the step ${waiting.from}` : ''}.`
      : whoAnswers(state?.mode ?? 'bot', path.at(-1)),
    ...(mood.length > 0 ? { mood } : {}),
    collected: collected(state),
    lastWords: lastWords(entries),
    path: path.slice(-longestPath),
  }
}

function signs(mood: Mood | undefined): string[] {
  const quoted = (words: string[]) => words.map((word) => `“${word}”`).join(', ')
  return [
    ...(mood?.upset.length ? [`Sounds upset: ${quoted(mood.upset)}`] : []),
    ...(mood?.urgent.length ? [`Says it is urgent: ${quoted(mood.urgent)}`] : []),
  ]
}

const longestPath = 30
const mostWords = 3
const longestWords = 500

const reasons = {
  asked: 'The customer asked for a person',
  'not understood': 'The bot did not understand the customer',
  flow: 'The bot hands this kind of request to a person',
  error: 'The bot could not go on because of a fault',
  transfer: 'A colleague passed the conversation on',
  agent: 'A colleague put the conversation into the queue',
  reopened: 'The conversation was opened again',
} as const
type Reason = keyof typeof reasons

const modes: Record<Mode, string> = {
  bot: 'The bot is answering',
  waiting: 'The customer is waiting for a person',
  human: 'A person is answering',
  closed: 'The conversation is closed',
}

function whoAnswers(mode: Mode, step: string | undefined): string {
  return step === undefined ? `${modes[mode]}.` : `${modes[mode]}; the bot came as far as the step ${step}.`
}

/** A journal entry with what its turn made of it. */
interface Told extends Entry {
  reading?: { path?: string[] }
}

/** What of a conversation's state is looked at. */
interface Standing {
  mode: Mode
  mood?: Mood
  variables: Values
  frames: readonly { variables: Values }[]
  waiting?: { reason: Reason; collected: Values; from?: string }
}

/** What the flow says to hand over; without that, the plain values of all flows that stand. */
function collected(state: Standing | null): Values {
  const named = Object.entries(state?.waiting?.collected ?? {})
  const standing = [state?.variables ?? {}, ...(state?.frames ?? []).map((frame) => frame.variables)]
    .flatMap((variables) => Object.entries(variables))
    .filter(([, value]) => typeof value !== 'object')
  const all = named.length > 0 ? named : standing
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== ''))
}

/** An edit or unsend changes what the customer said; the newest wording counts. */
function lastWords(entries: readonly Told[]): string[] {
  const said = new Map<string, string>()
  for (const { by, event } of entries) {
    if (by !== 'customer') continue
    if (event.type === 'message' || (event.type === 'edit' && said.has(event.id)))
      said.set(event.id, plainText(event.message))
    if (event.type === 'unsend') said.delete(event.id)
  }
  return [...said.values()]
    .filter((words) => words.trim() !== '')
    .slice(-mostWords)
    .map((words) => (words.length > longestWords ? `${words.slice(0, longestWords)}…` : words))
}
