import { type Message, plainText } from '../bots/message.ts'
import type { Interpretation } from '../nlu/interpretation.ts'
import { clarifyFlow } from './bot.ts'
import { type Command, fold } from './command.ts'
import { awaits, type Draft, parleySays, spoke, textsOf, top } from './draft.ts'
import type { Heard, Move } from './node.ts'
import { own } from './own.ts'
import { begin, deepest, type Handover, play, pop, push, repeat } from './play.ts'
import type { Frame } from './state.ts'
import { moveOf } from './visit.ts'

/**
 * What the bot does with a customer's message: a person who is asked for outright, then the open question, and
 * only if that cannot use it an intent, a digression, “did you mean”, and at last what the question does then.
 */
export function hear(draft: Draft, message: Message, understood?: Interpretation): Handover | null {
  const heard: Told = {
    type: 'message',
    message,
    text: plainText(message),
    ...(message.type === 'choice' ? { value: message.value } : {}),
    ...(understood ? { understood } : {}),
  }
  const command = commandOf(draft, message)
  if (command === 'person') return { reason: 'asked' }
  const stood = visitsOf(draft)
  return listen(draft, heard, command) ?? answer(draft, stood)
}

/**
 * Nobody meets silence: who was left without a word is told to wait, asked again, or thanked. `stood` are the
 * visits there were before: a call that was only just made speaks for itself when it comes back.
 */
export function answer(draft: Draft, stood: readonly number[]): Handover | null {
  if (spoke(draft)) return null
  const frame = top(draft)
  if (frame && awaits(draft, frame)) {
    if (!stood.includes(frame.visit) || frame.told) return null
    parleySays(draft, 'moment')
    frame.told = true
    return null
  }
  const handover = play(draft, () => repeat(draft))
  if (!handover && !spoke(draft)) parleySays(draft, 'noted')
  return handover
}

/** The visits the stack is made of. */
export function visitsOf({ state }: Draft): number[] {
  return state.frames.map(({ visit }) => visit)
}

type Told = Extract<Heard, { type: 'message' }>

function listen(draft: Draft, heard: Told, command: Exclude<Command, 'person'> | null): Handover | null {
  const frame = top(draft)
  if (!frame && intentOf(heard) === 'person') return { reason: 'asked' }
  const handover = play(draft, () => {
    if (command && !(frame && offers(draft, frame, heard.text))) return obey(draft, command)
    if (!frame) return digress(draft, heard, 'start') ?? clarify(draft, heard, 'start') ?? open(draft, heard)
    if (isOld(heard.message, frame)) return repeat(draft)
    const move = moveOf(draft, frame, heard)
    return move.missed ? missed(draft, frame, heard, move) : move
  })
  // none of those that were offered, and no question to come back to
  const lost = frame?.flow === clarifyFlow && draft.state.frames.length === 0 && !spoke(draft)
  return !handover && lost ? { reason: 'not understood' } : handover
}

/** The node could not use the message. */
function missed(draft: Draft, frame: Frame, heard: Told, move: Move): Move | null {
  const intent = intentOf(heard)
  if (intent === 'person') {
    draft.reason = 'asked'
    return { then: { handoff: {} } }
  }
  if (frame.flow !== clarifyFlow)
    return digress(draft, heard, 'digression') ?? clarify(draft, heard, 'digression') ?? noted(draft, move)
  // neither of the two: the question below may know what to do with it, and nobody is asked back twice
  pop(draft)
  const below = top(draft)
  if (!below) return digress(draft, heard, 'start') ?? open(draft, heard)
  const moved = moveOf(draft, below, heard)
  return moved.missed ? (digress(draft, heard, 'digression') ?? noted(draft, moved)) : moved
}

/** Notes that nothing could use the message. */
function noted(draft: Draft, move: Move): Move {
  draft.missed = true
  return move
}

/** What an intent leads to from wherever the bot stands. */
function digress(draft: Draft, heard: Told, via: 'start' | 'digression'): Move | null {
  const intent = intentOf(heard)
  if (intent === null) return null
  const flow = own(draft.bot.hears, intent)
  if (flow !== undefined) {
    if (flow === top(draft)?.flow || draft.state.frames.length >= deepest) return null
    draft.opening = heard
    return push(draft, flow, via, {})
  }
  return intent === 'restart' || intent === 'help' ? obey(draft, intent) : null
}

/** “Did you mean”: where two flows are near and neither is the one the bot stands in. */
function clarify(draft: Draft, { understood }: Told, via: 'start' | 'digression'): Move | null {
  const { bot, state } = draft
  if (understood?.decision !== 'ask' || state.frames.length >= deepest || !own(bot.flows, clarifyFlow))
    return null
  const texts = textsOf(draft)
  const options = [understood.intent, understood.runnerUp].flatMap((intent) => {
    const flow = own(bot.hears, intent ?? '')
    if (!intent || flow === undefined || flow === top(draft)?.flow) return []
    return [{ intent, flow, text: own(texts, `intent.${intent}`) ?? intent.replaceAll('_', ' ') }]
  })
  const [one, other] = options
  if (!one || !other || one.flow === other.flow) return null
  return push(draft, clarifyFlow, via, { options })
}

function open(draft: Draft, heard: Told): Move {
  draft.opening = heard
  draft.missed = heard.understood !== undefined && heard.understood.decision !== 'answer'
  return push(draft, draft.bot.start, 'start', {})
}

function obey(draft: Draft, command: Exclude<Command, 'person'>): Move | null {
  if (command === 'restart') return begin(draft, draft.bot.start)
  parleySays(draft, 'help')
  return repeat(draft)
}

/** What a whole message asks for; a pressed button asks for nothing but a person. */
function commandOf({ bot }: Draft, message: Message): Command | null {
  if (message.type === 'choice') return message.value === 'person' ? 'person' : null
  return message.type === 'text' ? bot.command(message.text) : null
}

/** Whether the open question has this text among its answers. */
function offers(draft: Draft, frame: Frame, text: string): boolean {
  return (moveOf(draft, frame).say ?? []).some(
    (message) =>
      message.type === 'choices' && message.choices.some((choice) => fold(choice.text) === fold(text)),
  )
}

function intentOf({ understood }: Told): string | null {
  return understood?.decision === 'answer' ? understood.intent : null
}

/** A button of an older question: it does not answer this one. */
function isOld(message: Message, { visit }: Frame): boolean {
  return message.type === 'choice' && message.of !== undefined && message.of !== String(visit)
}
