import type { Values } from '../bots/message.ts'
import type { Compiled } from './compile.ts'
import { arm, type Draft, later, textsOf } from './draft.ts'
import type { Heard, Move, NodeKind, Request, Scope } from './node.ts'
import { own } from './own.ts'
import { spoken } from './spoken.ts'
import type { Frame } from './state.ts'

/** Comes into a node by an exit: a new visit, with new keys and nothing remembered of an earlier one. */
export function enter(draft: Draft, frame: Frame, name: string): Move {
  const node = own(compiledOf(draft, frame.flow).flow.nodes, name)
  if (!node) throw new Error(`no node ${frame.flow}.${name}`)
  const { version, hear } = kindOf(draft, node.kind)
  Object.assign(frame, { node: name, kind: node.kind, kindVersion: version, memory: {}, inbox: [] })
  frame.visit = ++draft.state.counter
  delete frame.told
  draft.path.push(`${frame.flow}.${name}`)
  const opening = hear ? draft.opening : null
  if (opening) draft.opening = null
  return moveOf(draft, frame, undefined, opening ?? undefined)
}

/** What the frame's node does: with what it hears, else on being entered. */
export function moveOf(draft: Draft, frame: Frame, heard?: Heard, opening?: Heard): Move {
  if (++draft.steps > mostSteps) throw new Error(`more than ${mostSteps} steps in one turn`)
  const kind = kindOf(draft, frame.kind)
  const scope = scopeOf(draft, frame, opening)
  const options = compiledOf(draft, frame.flow).options(frame.node, draft.state.language, scope.variables)
  const move = !heard ? kind.enter(options, scope) : (kind.hear?.(options, scope, heard) ?? { then: 'wait' })
  if (!move?.then) throw new Error(`${frame.flow}.${frame.node}: the node did not say how to go on`)
  return move
}

/** Turns what a node asks for into effects, each with a key of this visit where something comes back. */
export function ask(draft: Draft, frame: Frame, request: Request): void {
  const key = (name: string, prefix = 'v') =>
    arm(draft, `${prefix}${frame.visit}.${name}`, { for: 'visit', visit: frame.visit, name })
  if ('call' in request)
    draft.effects.push({ type: 'call', key: key(request.name ?? 'call'), request: request.call })
  else if ('act' in request)
    draft.effects.push({ type: 'act', key: key(request.name ?? 'act'), ...request.act })
  else if ('wake' in request)
    draft.effects.push({
      type: 'wake',
      key: key(request.name ?? 'wake', timer),
      at: later(draft, request.wake.in),
    })
  else if ('tag' in request)
    draft.effects.push({ type: 'tag', add: request.tag.add ?? [], remove: request.tag.remove ?? [] })
  else remember(draft, request.remember)
}

/** Whether a key is a node's timer: when its job was lost it comes back as a failed result, and is the time it was set for. */
export function isTimer(key: string): boolean {
  return key.startsWith(timer)
}
const timer = 'w'

/** A bot's flow by name; throws when there is none. */
export function compiledOf({ bot }: Draft, name: string): Compiled {
  const compiled = own(bot.flows, name)
  if (!compiled) throw new Error(`no flow ${name}`)
  return compiled
}

/** A kind of node by name; throws when there is none. */
export function kindOf({ bot }: Draft, name: string): NodeKind {
  const kind = own(bot.kinds, name)
  if (!kind) throw new Error(`no kind of node ${name}`)
  return kind
}

/** Nodes entered and things heard in one turn. */
const mostSteps = 64

/** The contact is told of with the next entry's facts; until then the turn itself knows what it set. */
function remember(draft: Draft, field: { name: string; value: Values[string] }): void {
  const { bot, state } = draft
  draft.effects.push({ type: 'remember', ...field })
  draft.remembered = { ...draft.remembered, [field.name]: field.value }
  if (field.name === 'language') state.language = spoken(bot.languages, String(field.value)) ?? state.language
}

function scopeOf(draft: Draft, frame: Frame, opening: Heard | undefined): Scope {
  const { state, facts, remembered } = draft
  return {
    variables: { ...state.variables, ...frame.variables, contact: { ...facts.contact, ...remembered } },
    memory: frame.memory,
    exits: compiledOf(draft, frame.flow).exits(frame.node),
    language: state.language,
    facts,
    now: draft.at,
    texts: textsOf(draft),
    ...(opening ? { opening } : {}),
  }
}
