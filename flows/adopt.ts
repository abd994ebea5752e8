import { type Draft, top } from './draft.ts'
import { own } from './own.ts'
import { begin, type Handover, play, pop, push, resume } from './play.ts'
import { spoken } from './spoken.ts'
import type { Frame } from './state.ts'

/**
 * Takes a running conversation over to another release. Frames are looked at from the bottom: the first that
 * cannot stand is begun at its flow's start with its variables, and what stood on it is let go. While a person
 * has the conversation nothing is said.
 */
export function adopt(draft: Draft): Handover | null {
  const { bot, state } = draft
  state.release = bot.release
  state.language = spoken(bot.languages, state.language) ?? bot.languages[0] ?? state.language
  if (state.waiting && !bot.queues.includes(state.waiting.queue))
    state.waiting = { ...state.waiting, queue: 'default' }
  const first = state.frames.findIndex((frame) => !stands(draft, frame))
  const lost = state.frames[first]
  if (!lost) return null
  while (state.frames.length > first) pop(draft)
  const below = top(draft)
  const gone = !own(bot.flows, lost.flow)
  // a node that ran the lost flow would wait for its end for ever
  if (below && lost.via === 'run' && (gone || state.mode !== 'bot'))
    below.inbox = [...below.inbox, { type: 'returned', value: {} }]
  if (state.mode !== 'bot') return null
  if (!gone) return play(draft, () => push(draft, lost.flow, lost.via, lost.variables))
  return play(draft, () => (below ? resume(draft) : begin(draft, bot.start, lost.variables)))
}

/** The same kind and version, by its name or by the one it had: the node keeps its visit and what it remembers. */
function stands({ bot }: Draft, frame: Frame): boolean {
  const nodes = own(bot.flows, frame.flow)?.flow.nodes ?? {}
  const node = own(nodes, frame.node) ?? Object.values(nodes).find(({ was }) => was.includes(frame.node))
  if (node?.kind !== frame.kind || own(bot.kinds, node.kind)?.version !== frame.kindVersion) return false
  frame.node = node.name
  return true
}
