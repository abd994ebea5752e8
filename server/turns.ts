import type { Limits, Log } from '../bots/channel.ts'
import type { Entry } from '../bots/entry.ts'
import { fit } from '../bots/fit.ts'
import { plainText } from '../bots/message.ts'
import { advance } from '../flows/conversation.ts'
import type { Effect, State, Turn } from '../flows/state.ts'
import type { Facts } from '../handoff/facts.ts'
import type { Interpretation } from '../nlu/interpretation.ts'
import type { Account, Accounts } from './accounts.ts'
import { createFacts } from './facts.ts'
import type { Release, Releases } from './releases.ts'
import type { Commit, Conversation, Identity, NewJob, Store } from './store.ts'
import type { Typing } from './typing.ts'

/** The longest stretch of entries one commit reads. */
const stretch = 20

/** Steps a conversation over its unread entries and commits what comes of them. */
export function createTurns(needs: {
  store: Store
  accounts: () => Accounts
  releases: Releases
  typing: Typing
  clock: () => number
  log: Log
}) {
  const { store, releases, typing, log } = needs
  const facts = createFacts(needs)

  /** Takes one turn over what is unread; `more` when some is left. What is appended meanwhile asks for its own turn. */
  async function take(id: string): Promise<'nothing' | 'done' | 'more'> {
    const unread = await store.unread(id, stretch)
    if (unread.length === 0) return 'nothing'
    const identity = id.slice(0, id.lastIndexOf('#'))
    const [before, known] = await Promise.all([store.conversation(id), store.identity(identity)])
    if (!known) throw new Error(`${identity} has a journal and is not known`)
    const account = needs.accounts().get(known.account)
    if (!account) throw new Error(`the account ${known.account} is not there any more`)
    const full = new Set<string>()
    for (;;) {
      const commit = await step(id, account, before, unread, known, full)
      const result = await store.commit(commit)
      if (result === 'done' && takesTime(commit, needs.clock())) typing(id, 'bot')
      // `moved`: another node read it, so what is still unread is looked up anew.
      const whole = result === 'done' && commit.readings.length === unread.length && unread.length < stretch
      if (result !== 'full' || !commit.reserve) return whole ? 'done' : 'more'
      full.add(commit.reserve.agent) // all of them: two who are full would else take turns at it for ever
    }
  }

  /** The commit over a stretch of entries; it ends early at a turn that reserves an agent. */
  async function step(
    id: string,
    account: Account,
    before: Conversation | null,
    entries: Entry[],
    identity: Identity,
    full: ReadonlySet<string>,
  ): Promise<Commit> {
    let state: State | null = before?.state ?? null
    let release = await releases.of(account.bot, state?.release)
    let to = before?.cursor ?? 0
    const draft: Draft = {
      conversation: id,
      account: account.id,
      from: to,
      readings: [],
      jobs: [],
      cancel: [],
      again: [],
      records: [],
      free: [],
    }
    for (const entry of entries) {
      if (entry.event.type === 'adopt') release = await releases.of(account.bot, entry.event.release)
      const heard = await understand(release, state, entry, account)
      const agent = claimant(entry)
      const noRoom = agent !== null && full.has(agent) ? { full: agent } : {}
      const known = await facts.of({ id, account, release, identity, state, entry, ...noRoom })
      const turn = await settle(release, state, entry, known, heard, id)
      state = turn.state
      collect(draft, turn, entry, {
        limits: account.channel.limits,
        capacity: release.bot.capacity,
        now: needs.clock(),
        refused: identity.refused,
      })
      to = entry.position
      draft.readings.push({
        position: entry.position,
        reading: {
          outcome: turn.outcome,
          facts: turn.facts,
          ...(heard ? { heard } : {}),
          ...(turn.path.length ? { path: turn.path } : {}),
          ...(turn.missed ? { missed: true } : {}),
        },
      })
      if (draft.reserve) break
    }
    if (!state) throw new Error(`${id} has nothing to read`)
    return { ...draft, to, state }
  }

  /** The step; where it leads into the queue it is taken again with facts read for it, so that the place is right. */
  async function settle(
    release: Release,
    state: State | null,
    entry: Entry,
    known: Facts,
    heard: Interpretation | undefined,
    id: string,
  ): Promise<Turn & { facts: Facts }> {
    const input = { entry, facts: known, ...(heard ? { heard } : {}) }
    const turn = advance(release.bot, state, input)
    if (turn.state.mode !== 'waiting' || state?.mode === 'waiting') return { ...turn, facts: known }
    const exact = { ...known, ...(await facts.queues(release.bot, id)) }
    return { ...advance(release.bot, state, { ...input, facts: exact }), facts: exact }
  }

  /** What a customer's text was understood as, where a bot is to hear it. A fault here is no reason for silence. */
  async function understand(release: Release, state: State | null, { event, at }: Entry, account: Account) {
    if (event.type !== 'message' || (state && state.mode !== 'bot' && state.mode !== 'closed'))
      return undefined
    const top = state?.frames.at(-1)
    const expected = top ? release.bot.flows[top.flow]?.exits(top.node) : undefined
    const language = state?.language ?? release.bot.languages[0] ?? 'en'
    try {
      const context = { language, at, ...(expected ? { expected } : {}) }
      return await release.understand(plainText(event.message), context)
    } catch (error) {
      log.error({ account: account.id, error }, 'a text could not be understood')
      return undefined
    }
  }

  return { take }
}

/** A pause of the bot's that looks like writing, ms at the most. */
const shortPause = 20_000

/** Whether the customer waits for a call of the bot's, or for a short pause of its own. */
function takesTime({ jobs, state }: Commit, now: number): boolean {
  return (
    state.mode === 'bot' &&
    jobs.some(({ effect, due }) => {
      if (effect.type === 'call' || effect.type === 'act') return true
      return effect.type === 'wake' && state.armed[effect.key]?.for === 'visit' && due - now <= shortPause
    })
  )
}

/** The agent who would have the conversation by this entry. */
function claimant({ by, event }: Entry): string | null {
  if (event.type === 'assign') return event.agent.replace(/^agent:/, '')
  if (event.type === 'transfer' && 'agent' in event.to) return event.to.agent.replace(/^agent:/, '')
  return (event.type === 'take' || event.type === 'reopen') && by.startsWith('agent:') ? by.slice(6) : null
}

type Draft = Omit<Commit, 'to' | 'state'>

/** Adds a turn's effects to the commit; jobs carry the epoch at the end of the turn that made them. */
function collect(
  draft: Draft,
  turn: Turn,
  entry: Entry,
  { limits, capacity, now, refused }: { limits: Limits; capacity: number; now: number; refused: string[] },
): void {
  const n = entry.conversation.slice(entry.conversation.lastIndexOf('#') + 1)
  const named = (key: string) => `${n}:${key}` // a key is counted anew in each conversation of an identity
  let part = 0
  const job = (key: string, effect: NewJob['effect'], author: NewJob['author'], due = now) =>
    draft.jobs.push({ key, epoch: turn.state.epoch, author, effect, due })
  for (const effect of turn.effects) {
    switch (effect.type) {
      case 'send':
        for (const message of fit(effect.message, limits)) {
          const last = draft.jobs.at(-1)?.effect
          if (part > 0 && last?.type === 'send' && takesMore(last, effect, limits))
            last.also = [...(last.also ?? []), message]
          else job(`s${entry.position}.${part++}`, { ...effect, message }, authorOf(effect))
        }
        draft.preview = plainText(effect.message)
        break
      case 'call':
      case 'act':
        job(named(effect.key), effect, 'bot')
        break
      case 'wake':
        job(named(effect.key), effect, 'parley', Date.parse(effect.at))
        break
      case 'cancel':
        draft.jobs = draft.jobs.filter((one) => one.key !== named(effect.key))
        draft.cancel.push(named(effect.key))
        break
      case 'retry':
        draft.again.push(effect.job)
        break
      case 'reserve':
        draft.reserve = { agent: effect.agent, weight: 1, limit: capacity }
        break
      case 'free':
        draft.free.push(effect.agent)
        break
      default:
        draft.records.push(effect)
    }
  }
  const { event } = entry
  if (event.type === 'message') draft.preview = plainText(event.message)
  // Who writes, or wants messages again, does not block us any more: not every platform tells so.
  const back = event.type === 'message' || (event.type === 'consent' && event.given)
  if (back && refused.includes('reachable'))
    draft.records.push({ type: 'consent', kind: 'reachable', given: true })
}

/** Whether a platform takes one more message in the call of the one before it, which is of the same turn. */
function takesMore(
  { author, also = [] }: Extract<Effect, { type: 'send' }>,
  effect: Extract<Effect, { type: 'send' }>,
  { batch }: Limits,
): boolean {
  return author === effect.author && also.length + 1 < batch
}

function authorOf(effect: Extract<Effect, { type: 'send' }>): NewJob['author'] {
  return effect.author === 'bot' || effect.author === 'parley' ? effect.author : 'agent'
}
