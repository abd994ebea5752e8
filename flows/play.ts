import type { Values } from '../bots/message.ts'
import { clarifyFlow } from './bot.ts'
import { type Draft, disarm, leaveVisit, send, top } from './draft.ts'
import type { Move, Next } from './node.ts'
import type { Frame, Reason } from './state.ts'
import { ask, compiledOf, enter, kindOf, moveOf } from './visit.ts'

/** That a person is wanted, and what is known of why and where. */
export interface Handover {
  reason: Reason
  queue?: string
  collected?: string[]
}

/**
 * Plays flows from a first move until a node waits, the last frame ends or a person is wanted. What fails leaves
 * no trace but the outcome, and wants a person: frames, keys and effects are as before it.
 */
export function play(draft: Draft, part: () => Move | null): Handover | null {
  const { state, effects, remembered } = draft
  const frames = state.frames.map((frame) => ({ ...frame }))
  const kept = { frames, armed: { ...state.armed }, language: state.language }
  draft.effects = effects.slice()
  try {
    return walk(draft, part())
  } catch (error) {
    Object.assign(state, kept)
    draft.effects = effects
    draft.remembered = remembered
    draft.outcome = { type: 'failed', error: error instanceof Error ? error.message : String(error) }
    return { reason: 'error' }
  }
}

/** Lets go of all frames and enters a flow, at its start or at a node; called inside `play`. */
export function begin(draft: Draft, flow: string, variables: Values = {}, node?: string): Move {
  disarm(draft, (what) => what.for === 'visit')
  draft.state.frames = []
  return push(draft, flow, 'start', variables, node)
}

/** Puts a flow on top of the stack and enters it; called inside `play`. */
export function push(draft: Draft, flow: string, via: Frame['via'], variables: Values, node?: string): Move {
  const { frames } = draft.state
  if (frames.length >= deepest) throw new Error(`more than ${deepest} flows inside each other`)
  const { start } = compiledOf(draft, flow).flow
  const frame: Frame = {
    ...{ flow, node: '', kind: '', kindVersion: 0, visit: 0, via },
    ...{ memory: {}, variables, inbox: [] },
  }
  frames.push(frame)
  return enter(draft, frame, node ?? start)
}

/** Takes the top frame away, with all it waits for. */
export function pop(draft: Draft): void {
  const frame = draft.state.frames.pop()
  if (frame) leaveVisit(draft, frame)
}

/** Comes back to the frame on top: it hears what came meanwhile, else asks again. Null when there is none. */
export function resume(draft: Draft): Move | null {
  const frame = top(draft)
  if (!frame) return null
  const [first, ...rest] = frame.inbox
  if (!first) return repeat(draft)
  frame.inbox = rest
  return moveOf(draft, frame, first)
}

/** What the open question says when it is asked again; nothing is asked of the world anew. */
export function repeat(draft: Draft): Move | null {
  const frame = top(draft)
  if (!frame) return null
  const again = kindOf(draft, frame.kind).onReturn === 'repeat' ? moveOf(draft, frame).say : undefined
  return again ? { say: again, then: 'wait' } : { then: 'wait' }
}

/** Flows inside each other. */
export const deepest = 16
/** Of the bot, in one turn. */
const mostMessages = 20

function walk(draft: Draft, first: Move | null): Handover | null {
  let move = first
  let messages = 0
  while (move) {
    const frame = top(draft)
    if (!frame) throw new Error('a move without a frame')
    messages += move.say?.length ?? 0
    if (messages > mostMessages) throw new Error(`more than ${mostMessages} messages in one turn`)
    apply(draft, frame, move)
    const { then }: Move = move
    if (then === 'wait') move = frame.inbox.length > 0 ? resume(draft) : null
    else if ('handoff' in then)
      return {
        reason: draft.reason ?? (frame.flow === clarifyFlow ? 'not understood' : 'flow'),
        ...then.handoff,
      }
    else if ('exit' in then) {
      draft.reason = reasonOf(then.exit) ?? draft.reason
      const to = compiledOf(draft, frame.flow).follow(frame.node, then.exit)
      if (to === null) return unwired(frame, then.exit)
      leaveVisit(draft, frame)
      move = enter(draft, frame, to)
    } else move = change(draft, frame, then)
  }
  return null
}

/** What a move does beside going on. */
function apply(draft: Draft, frame: Frame, { set, memory, say = [], ask: requests = [] }: Move): void {
  if (set) frame.variables = { ...frame.variables, ...set }
  if (memory) frame.memory = memory
  for (const message of say)
    send(draft, 'bot', message.type === 'choices' ? { ...message, of: String(frame.visit) } : message)
  for (const request of requests) ask(draft, frame, request)
}

/** To another flow: inside this one, in its place, or back to the one below. */
function change(
  draft: Draft,
  frame: Frame,
  then: Exclude<Next, 'wait' | { exit: string } | { handoff: object }>,
): Move | null {
  if ('run' in then) return push(draft, then.run, 'run', then.with ?? {})
  if ('jump' in then) {
    const { start } = compiledOf(draft, then.jump).flow
    leaveVisit(draft, frame)
    Object.assign(frame, { flow: then.jump, variables: then.with ?? {} })
    return enter(draft, frame, start)
  }
  pop(draft)
  const below = top(draft)
  if (!below) return null
  return frame.via === 'run' ? moveOf(draft, below, { type: 'returned', value: then.end }) : resume(draft)
}

/** Where nobody has said what to do about being lost, a person is wanted; any other loose end is a fault. */
function unwired({ flow, node }: Frame, exit: string): Handover {
  const reason = reasonOf(exit)
  if (!reason) throw new Error(`${flow}.${node}: the exit ${exit} leads nowhere`)
  return { reason }
}

function reasonOf(exit: string): Reason | null {
  if (exit === 'failed') return 'error'
  return exit === 'unknown' || exit === 'unsure' || exit === 'gaveUp' ? 'not understood' : null
}
