import { createMachine, transition } from 'xstate'

export type Mode = 'bot' | 'waiting' | 'human' | 'closed'
/** `bot`, `queue`, or `agent:ID`. A closed conversation is the bot's. */
export type Owner = 'bot' | 'queue' | Agent
export type Agent = `agent:${string}`
export interface Ownership {
  mode: Mode
  owner: Owner
  /** Rises whenever the owner changes. */
  epoch: number
}

/** What happens to a conversation as its own machine sees it. `agent` is who would own it, `by` and `epoch` who asks and what they saw. */
export interface Happening {
  type: 'message' | 'start' | 'unreadable' | 'back' | 'handover' | 'due' | 'failed' | 'echo' | Timed | Asked
  agent?: Agent
  by?: string
  epoch?: number
}
type Timed = 'silence' | 'promise' | 'place'
type Asked =
  | 'take'
  | 'assign'
  | 'reply'
  | 'transfer'
  | 'release'
  | 'close'
  | 'reopen'
  | 'note'
  | 'tag'
  | 'retry'

/** What a transition asks of the step, as data: a closed list. */
export type Doing = (typeof doings)[number]

/** One transition of the conversation's own machine. Pure; what is to be done comes back as data, in order. */
export function react(now: Ownership, happening: Happening): { next: Ownership; doing: readonly Doing[] } {
  const { mode, doing } = step(now.mode, {
    type: happening.type,
    current: happening.epoch === now.epoch,
    mine: happening.by === now.owner,
    agent: happening.agent !== undefined,
    phone: now.owner === phone,
  })
  if (doing.includes('refuse')) return { next: now, doing }
  const owner = mode === 'waiting' ? 'queue' : mode === 'human' ? ownerAmong(now, happening, doing) : 'bot'
  return { next: { mode, owner, epoch: owner === now.owner ? now.epoch : now.epoch + 1 }, doing }
}

/** Who owns a conversation that the brand answers from the platform's own app. */
export const phone: Agent = 'agent:phone'

/** Whether a name is an agent's. */
export function isAgent(name: string): name is Agent {
  return name.startsWith('agent:')
}

function ownerAmong(now: Ownership, { agent }: Happening, doing: readonly Doing[]): Owner {
  return doing.includes('join') && agent ? agent : now.owner
}

/** All that the machine's guards look at, so that a step can be remembered. */
interface Seen {
  type: Happening['type']
  current: boolean
  mine: boolean
  agent: boolean
  phone: boolean
}
interface Step {
  mode: Mode
  doing: readonly Doing[]
}

const steps = new Map<string, Step>()

/** The machine has no context and its guards see only these few flags: each step is asked of XState once. */
function step(mode: Mode, seen: Seen): Step {
  const key = `${mode} ${seen.type} ${seen.current} ${seen.mine} ${seen.agent} ${seen.phone}`
  const known = steps.get(key)
  if (known) return known
  const [after, actions] = transition(machine, machine.resolveState({ value: mode }), seen)
  const names = actions.map(({ type }): string => type)
  const doing = names.flatMap((name) => doings.find((one) => one === name) ?? [])
  const made = {
    mode: modes.find((name) => name === after.value) ?? mode,
    doing: doing.length > 0 ? doing : refused,
  }
  steps.set(key, made)
  return made
}

const modes = ['bot', 'waiting', 'human', 'closed'] as const
const refused = ['refuse'] as const
const doings = [
  ...(['hear', 'begin', 'explain', 'deliver', 'giveUp', 'giveBack', 'goodbye', 'forget'] as const),
  ...(['enqueue', 'announce', 'dequeue', 'place', 'late', 'join'] as const),
  ...(['reply', 'tag', 'retry', 'keep', 'refuse'] as const),
] as const

const current = ({ event }: { event: Seen }) => event.current
const mine = ({ event }: { event: Seen }) => event.mine
const byPhone = ({ event }: { event: Seen }) => event.phone
const toAgent = ({ event }: { event: Seen }) => event.agent && event.current
const mineToAgent = ({ event }: { event: Seen }) => event.agent && event.mine

const keep = { actions: 'keep' }
const join = { target: 'human', actions: 'join' }
const release = { target: 'bot', actions: 'giveBack' }

const machine = createMachine({
  types: { events: {} as Seen },
  initial: 'bot',
  on: {
    note: keep,
    tag: { actions: 'tag' },
    retry: { actions: 'retry' },
    failed: keep,
    due: keep,
    '*': { actions: 'refuse' },
  },
  states: {
    bot: {
      on: {
        message: { actions: 'hear' },
        start: { actions: 'begin' },
        unreadable: { actions: 'explain' },
        due: { actions: 'deliver' },
        failed: { actions: 'giveUp' },
        silence: { target: 'closed', actions: 'goodbye' },
        handover: { target: 'waiting' },
        echo: join,
        take: { ...join, guard: current },
        close: { target: 'closed', guard: current },
      },
    },
    waiting: {
      entry: ['enqueue', 'announce'],
      exit: 'dequeue',
      on: {
        message: keep,
        start: keep,
        unreadable: keep,
        back: release,
        promise: { actions: 'late' },
        place: { actions: 'place' },
        echo: join,
        // whoever asks first has it, however old their view: nobody loses by it
        take: join,
        assign: join,
        transfer: [
          { ...join, guard: toAgent },
          { target: 'waiting', reenter: true, guard: current },
        ],
        release: { ...release, guard: current },
        close: { target: 'closed', guard: current },
      },
    },
    human: {
      on: {
        message: keep,
        start: keep,
        unreadable: keep,
        echo: keep,
        silence: { target: 'closed', guard: byPhone },
        reply: { actions: 'reply', guard: mine },
        take: [
          { ...keep, guard: mine },
          { ...join, reenter: true, guard: current },
        ],
        transfer: [
          { ...join, reenter: true, guard: mineToAgent },
          { target: 'waiting', guard: ({ event }) => event.mine && !event.agent },
        ],
        release: { ...release, guard: mine },
        close: { target: 'closed', guard: mine },
      },
    },
    closed: {
      entry: 'forget',
      on: {
        message: { target: 'bot', actions: 'hear' },
        start: { target: 'bot', actions: 'begin' },
        unreadable: { target: 'bot', actions: 'explain' },
        echo: join,
        reopen: join,
      },
    },
  },
})
