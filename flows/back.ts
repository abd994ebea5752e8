import type { HandoffResult } from '../bots/entry.ts'
import type { Values } from '../bots/message.ts'
import { clarifyFlow } from './bot.ts'
import { type Draft, parleySays, spoke, top } from './draft.ts'
import type { Heard } from './node.ts'
import { own } from './own.ts'
import { begin, type Handover, play, pop, resume } from './play.ts'
import { kindOf } from './visit.ts'

/** Where a conversation is given back to, and what came of it; `left` when the customer did it. */
export interface GivenBack {
  to: 'here' | 'start' | { flow: string; node: string }
  result?: HandoffResult
  left?: boolean
}

/** Gives the talk back to the bot: to the open question, the start, or a step; the flow may branch on the result. */
export function giveBack(draft: Draft, { to, result, left = false }: GivenBack): Handover | null {
  const { bot, state } = draft
  const fields: Values = result?.fields ?? {}
  // an agent who gives back without a word has dealt with it
  const outcome = result?.outcome ?? (left ? 'not' : 'resolved')
  const reason = result?.reason
  state.variables = { ...state.variables, handoff: { outcome, reason: reason ?? null } }
  const released: Heard = { type: 'released', outcome, fields, ...(reason === undefined ? {} : { reason }) }
  const handover =
    to === 'start'
      ? play(draft, () => begin(draft, bot.start, fields))
      : to === 'here'
        ? here(draft, fields, released)
        : play(draft, () => begin(draft, to.flow, { ...variablesOf(draft, to.flow), ...fields }, to.node))
  if (!handover && state.frames.length === 0 && !spoke(draft)) parleySays(draft, 'back')
  return handover
}

/** Whether an agent may give the talk back there. */
export function isStep({ bot }: Draft, to: GivenBack['to']): boolean {
  if (typeof to === 'string') return true
  const flow = to.flow.startsWith('~') ? undefined : own(bot.flows, to.flow)?.flow
  return flow !== undefined && Object.hasOwn(flow.nodes, to.node)
}

function here(draft: Draft, fields: Values, released: Heard): Handover | null {
  // whoever comes back finds the question that was open, not “did you mean”
  if (top(draft)?.flow === clarifyFlow) pop(draft)
  const frame = top(draft)
  if (!frame) return null
  frame.variables = { ...frame.variables, ...fields }
  return play(draft, () => {
    if (kindOf(draft, frame.kind).onReturn === 'hear') frame.inbox = [...frame.inbox, released]
    return resume(draft)
  })
}

/** What the customer told this flow so far, so that nobody asks for it again. */
function variablesOf({ state }: Draft, flow: string): Values {
  return state.frames.findLast((frame) => frame.flow === flow)?.variables ?? {}
}
