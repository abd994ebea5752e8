import { type Connection, DeliveryError, type Log, type Recipient } from '../bots/channel.ts'
import { type By, type Cost, keyOf, type OwnEvent } from '../bots/entry.ts'
import type { Message } from '../bots/message.ts'
import type { Effect } from '../flows/state.ts'
import type { Accounts } from './accounts.ts'
import type { Claim, Item, Store } from './store.ts'
import { writing } from './writing.ts'

type Send = Extract<Effect, { type: 'send' }>
type FailedEvent = Extract<OwnEvent, { type: 'failed' }>

/** How often a message is tried before it is dead; with the pauses below that is about an hour. */
const mostTries = 12
/** The longest a platform may take over one message, ms. */
const patience = 10_000
/** What is kept as a job's reason when it may have arrived: the next try says so. */
const unknownOutcome = 'It is not known whether it arrived.'

/** Why a message stays: agents read it. */
const closed = 'The customer wrote too long ago, or was sent all that may be sent until they write again.'

/**
 * Delivers one message by its account's connection, and keeps what the platform said. `quiet`: no turn has to read
 * anything of it.
 */
export function createDelivery(needs: {
  store: Store
  accounts: () => Accounts
  /** What an agent is called; null for one who is gone. */
  agentName(id: string): Promise<string | null>
  clock: () => number
  log: Log
  /** Ends what is under way. */
  stop: AbortSignal
}) {
  const { store, clock, log, stop } = needs

  return async function deliver(claim: Claim, effect: Send): Promise<'quiet' | 'told'> {
    const { job } = claim
    const maybe = job.reason === unknownOutcome
    // An agent's message is never sent twice by itself, a bot's once more and no more: the mark is kept first.
    if (claim.again && (maybe || job.author === 'agent'))
      return park(claim, 'unknown', 'unknown', unknownOutcome)
    if (claim.again) return retry(claim, clock(), unknownOutcome)
    const account = needs.accounts().get(claim.account)
    const connection = account && needs.accounts().connection(account.id)
    if (!account || !connection)
      return giveBack(claim, new DeliveryError('account', account?.off ?? 'The account is gone.'))
    if (effect.message.type !== 'template' || !account.channel.limits.templates) {
      const by = job.author === 'agent' ? 'agent' : 'bot'
      const may = await writing(store, { identity: claim.identity, account, by, now: clock() })
      if (!may.free) return park(claim, 'dead', 'window', closed)
    }
    const name = effect.author.startsWith('agent:')
      ? await needs.agentName(effect.author.slice('agent:'.length))
      : null
    // Right before sending, for what was claimed while the bot still had the conversation.
    const [identity, conversation] = await Promise.all([
      store.identity(claim.identity),
      job.author === 'agent' ? null : store.conversation(claim.conversation),
    ])
    if (identity?.refused.some((kind) => kind === 'messages' || kind === 'reachable'))
      return park(claim, 'dead', 'blocked', 'The customer does not want messages any more.')
    if (conversation && conversation.epoch > job.epoch) {
      // The next claim cancels it.
      return retry(claim, clock(), job.reason ?? 'Somebody else has the conversation now.')
    }
    const left = (job.lease?.until ?? 0) - clock() - 1000
    if (left <= 0) return retry(claim, clock(), job.reason ?? 'There was no time left to send it.')
    const to: Recipient = {
      id: identity?.address ?? '',
      address: identity?.reply ?? null,
      author: effect.author,
      key: job.key,
      language: identity?.language ?? '',
      ...(name ? { name } : {}),
    }
    const { message, also = [] } = effect
    const last = also.at(-1) ?? message
    const earlier = also.length === 0 ? [] : [message, ...also.slice(0, -1)]
    const calls = [...earlier, last].flatMap((message) => account.channel.render(message, to))
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.min(patience, left))])
      const { id, cost } = await sendAll(connection, calls, {
        key: `${claim.conversation}/${job.key}`,
        signal,
      })
      const sent = (message: Message, of: string, more: { cost?: Cost } = {}) => {
        const twice = maybe ? { twice: true as const } : {}
        const event: OwnEvent = { type: 'sent', job: of, id, message, ...twice, ...more }
        return item(event, effect.author, job.tries)
      }
      const before = earlier.map((message, index) => sent(message, `${job.key}/${index + 1}`))
      const kept = await store.settle(claim, sent(last, job.key, cost ? { cost } : {}), before)
      if (!kept)
        log.warn(
          { conversation: claim.conversation, job: job.key },
          'a message left after its lease was lost',
        )
      return 'quiet'
    } catch (error) {
      return giveBack(claim, error)
    }
  }

  async function giveBack(claim: Claim, error: unknown): Promise<'quiet' | 'told'> {
    const fault =
      error instanceof DeliveryError
        ? error
        : new DeliveryError('unknown', messageOf(error), { cause: error })
    const { job } = claim
    log.info(
      { conversation: claim.conversation, job: job.key, class: fault.class, reason: fault.message },
      'not delivered',
    )
    if (fault.class === 'permanent' || fault.class === 'blocked' || fault.class === 'window')
      return park(claim, 'dead', fault.class, fault.message)
    if (fault.class === 'unknown' && job.author === 'agent')
      return park(claim, 'unknown', 'unknown', unknownOutcome)
    if (job.tries >= mostTries)
      return park(claim, 'dead', fault.class === 'account' ? 'account' : 'dead', fault.message)
    const reason = fault.class === 'unknown' ? unknownOutcome : fault.message
    return retry(claim, clock() + Math.ceil(Math.max(fault.after ?? 0, pause(job.tries))), reason)
  }

  async function retry(claim: Claim, due: number, reason: string): Promise<'quiet'> {
    await store.retry(claim, due, reason)
    return 'quiet'
  }

  async function park(
    claim: Claim,
    status: 'unknown' | 'dead',
    kind: FailedEvent['class'],
    reason: string,
  ): Promise<'told'> {
    const event: OwnEvent = { type: 'failed', job: claim.job.key, class: kind, reason }
    await store.park(claim, status, reason, item(event, 'system', claim.job.tries))
    return 'told'
  }
}

function sendAll(
  connection: Connection<unknown>,
  calls: unknown[],
  options: { key: string; signal: AbortSignal },
) {
  if (calls.length === 0) throw new DeliveryError('permanent', 'This message has nothing that can be sent.')
  return connection.send(calls, options)
}

/** Grows from a second to ten minutes, with half of it by chance, so that retries do not come in waves. */
function pause(tries: number): number {
  const whole = Math.min(600_000, 1000 * 2 ** (tries - 1))
  return whole / 2 + Math.random() * (whole / 2)
}

const item = (event: OwnEvent, by: By, tries: number): Item => ({
  key: keyOf(event, String(tries)),
  by,
  event,
  quiet: event.type === 'sent',
})

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
