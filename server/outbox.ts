import type { Http, Log } from '../bots/channel.ts'
import type { Accounts } from './accounts.ts'
import { createDelivery } from './delivery.ts'
import type { Engine } from './engine.ts'
import { type Action, createRequests } from './requests.ts'
import type { Claim, Store } from './store.ts'

export type Outbox = ReturnType<typeof createOutbox>

/** How long a claimed job is this node's, ms. Right before sending, what is left of it is looked at. */
export const lease = 15_000
/** How many jobs one node has under way. */
const most = 64
/** How long what is under way may still take when the node stops, ms. */
const patience = 4000

/** The one exit: claims due jobs, carries them out, and brings what came of them back by the entrance. */
export function createOutbox(needs: {
  store: Store
  accounts: () => Accounts
  agentName(id: string): Promise<string | null>
  engine: Engine
  http: Http
  actions: Readonly<Record<string, Action>>
  node: string
  /** Parley's own address, for calls that begin with a slash. */
  self: () => string
  clock: () => number
  log: Log
  /** Called when a job came to its end: the feed has news. */
  news(): void
}) {
  const { store, engine, node, clock, log, news } = needs
  const stop = new AbortController()
  const deliver = createDelivery({ ...needs, stop: stop.signal })
  const request = createRequests({ ...needs, stop: stop.signal })
  const running = new Set<Promise<void>>()
  let closed = false
  let looking: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | undefined

  /** Looks for due jobs now. */
  function nudge(): void {
    again = true
    if (closed || looking) return
    looking = look().finally(() => {
      looking = null
      if (again) nudge()
    })
  }

  async function look(): Promise<void> {
    again = false
    clearTimeout(timer)
    let pause = 1000
    try {
      const room = most - running.size
      if (room > 0) {
        const claims = await store.claim({ limit: room, node, lease })
        for (const claim of claims) start(claim)
        if (claims.length === room) again = true
        else if (!again)
          pause = Math.min(1000, Math.max(5, ((await store.nextDue()) ?? Number.POSITIVE_INFINITY) - clock()))
      }
    } catch (error) {
      log.error({ error }, 'the outbox could not be read; it is tried again')
    }
    if (!closed && !again) timer = setTimeout(nudge, pause)
  }

  function start(claim: Claim): void {
    const done = carryOut(claim)
      .catch((error: unknown) =>
        log.error({ conversation: claim.conversation, job: claim.job.key, error }, 'a job failed'),
      )
      .finally(() => {
        running.delete(done)
        news()
        nudge()
      })
    running.add(done)
  }

  async function carryOut(claim: Claim): Promise<void> {
    const { effect, key } = claim.job
    if (effect.type === 'send') {
      if ((await deliver(claim, effect)) === 'quiet') return
    } else if (effect.type === 'wake')
      await store.settle(claim, {
        key: `wake:${key}`,
        by: 'system',
        event: { type: 'wake', key: effect.key },
      })
    else await request(claim, effect)
    await engine.readOn(claim.conversation)
  }

  /** Claims nothing more and waits for what is under way; what takes too long is given back as it would be after a crash. */
  async function close(): Promise<void> {
    closed = true
    clearTimeout(timer)
    await looking
    const late = setTimeout(() => stop.abort(new Error('Parley is stopping')), patience)
    await Promise.allSettled([...running])
    clearTimeout(late)
  }

  return { nudge, close }
}
