import type { Log } from '../bots/channel.ts'
import type { Change, Store } from './store.ts'

export type Feed = Awaited<ReturnType<typeof createFeed>>
type Listener = (changes: Change[], after: string) => void

/** How long news is gathered after a look, ms: under load one look then serves many changes. */
const gather = 5
/** How often the feed is looked at when nothing of this node's moves it, ms: what other nodes wrote. */
const beat = 100

/** Follows the store's feed once for the whole node and hands each stretch of it to everyone who listens. */
export async function createFeed({ store, log }: { store: Store; log: Log }) {
  const listeners = new Set<Listener>()
  let after = await start(store)
  let closed = false
  let looking: Promise<void> | null = null
  let again = false
  let resting = false
  let timer = setTimeout(nudge, beat)

  /** Looks now: something changed. */
  function nudge(): void {
    again = true
    if (closed || looking || resting) return
    looking = look().finally(() => {
      looking = null
      if (closed) return
      clearTimeout(timer)
      resting = again
      timer = setTimeout(wake, again ? gather : beat)
    })
  }

  function wake(): void {
    resting = false
    nudge()
  }

  async function look(): Promise<void> {
    again = false
    try {
      const news = await store.follow(after, 500)
      if (news === 'gone') {
        after = await start(store)
        return
      }
      after = news.after
      if (news.changes.length === 0) return
      for (const listener of listeners) listener(news.changes, after)
      again = true
    } catch (error) {
      log.error({ error }, 'the feed could not be read; it is tried again')
    }
  }

  return {
    nudge,
    /** Where the feed stands now. */
    position: () => after,
    /** Hands over what changes from now on; call what is returned to stop. */
    subscribe: (listener: Listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}

async function start(store: Store): Promise<string> {
  const now = await store.follow(null, 1)
  return now === 'gone' ? '' : now.after
}
