import type { Inbound, Log } from '../bots/channel.ts'
import { isQuiet, keyOf } from '../bots/entry.ts'
import type { Accounts } from './accounts.ts'
import { fileOf, type Media } from './media.ts'
import type { Releases } from './releases.ts'
import { createSerial } from './serial.ts'
import type { Appended, Item, Reading, Store } from './store.ts'
import { createTurns } from './turns.ts'
import type { Typing } from './typing.ts'

export type Engine = ReturnType<typeof createEngine>

/** The entrance and the drain: whatever happens is appended, and every conversation behind its journal is read on. */
export function createEngine(needs: {
  store: Store
  accounts: () => Accounts
  releases: Releases
  typing: Typing
  media: Media
  clock: () => number
  log: Log
  /** Called when something was appended: the feed has news. */
  news(): void
  /** Called when a conversation changed: jobs may be due, and the feed has news. */
  changed(conversation: string): void
}) {
  const { store, media, log, news, changed } = needs
  const turns = createTurns(needs)
  const reading = createSerial(readOn, (conversation, error) =>
    log.error({ conversation, error }, 'a conversation could not be read on; it is tried again'),
  )
  let sweeping: Promise<void> | null = null

  /** Reads a conversation on until nothing is unread. */
  async function readOn(conversation: string): Promise<void> {
    for (;;) {
      const taken = await turns.take(conversation)
      if (taken !== 'nothing') changed(conversation)
      if (taken !== 'more') return
    }
  }

  /** What a channel brought: appended in the platform's order; returns when it is stored. */
  async function receive(account: string, inbound: Inbound[]): Promise<void> {
    const sorted = inbound.toSorted((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
    const groups = Map.groupBy(sorted, (item) => JSON.stringify([item.account ?? null, item.from.id]))
    for (const items of groups.values()) {
      const last = items.at(-1)
      if (!last) continue
      const meant = needs.accounts().meant(account, last.account)
      const identity = await store.identify(meant, last.from, last.address)
      const told: Item[] = []
      for (const item of items) if (!(await isOwnEcho(identity.id, item))) told.push(itemOf(item))
      await media.keep(
        identity.id,
        items.flatMap(({ files = [] }) => files),
      )
      if (told.length > 0) await append(identity.id, told)
      for (const { event } of told) follow(identity.id, event)
    }
  }

  /** A file that came is fetched, one that was taken back is erased, behind the answer to the platform. */
  function follow(identity: string, event: Item['event']): void {
    const file = fileOf({ event })
    if (file) media.expect(identity, file)
    if (event.type !== 'unsend') return
    media
      .forget(identity, event.id)
      .catch((error: unknown) => log.error({ identity, error }, 'a file that was taken back is still here'))
  }

  /** Whether a platform tells us of a message of our own: it may come before the answer to the send it is of. */
  async function isOwnEcho(identity: string, { event }: Inbound): Promise<boolean> {
    if (event.type !== 'echo') return false
    for (let pause = 25; ; pause *= 2) {
      const entries = await store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 50 })
      if (entries.some((entry) => entry.event.type === 'sent' && entry.event.id === event.id)) return true
      const conversation = entries.at(-1)?.conversation
      const jobs = conversation ? await store.jobs({ conversation, status: null, limit: 50 }) : []
      if (pause > 1000 || !jobs.some((job) => job.lease && job.effect.type === 'send')) return false
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** Appends to an identity's journal and starts reading; returns when it is stored. */
  async function append(identity: string, items: Item[], options?: { n?: number }): Promise<Appended[]> {
    const stored = await store.append(identity, items, options)
    news()
    for (const conversation of new Set(stored.map((one) => one.conversation))) void reading.run(conversation)
    return stored
  }

  /** The reading of an entry, whichever node makes it; null when there is none after `timeout` ms. */
  async function readingOf(at: Appended, timeout = 5000): Promise<Reading | null> {
    const until = performance.now() + timeout
    for (let pause = 5; ; pause = Math.min(pause * 2, 200)) {
      await reading.idle(at.conversation)
      const [entry] = await store.entries(
        { conversation: at.conversation },
        { after: at.position - 1, limit: 1 },
      )
      if (entry?.position === at.position && entry.reading) return entry.reading
      if (performance.now() > until) return null
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** Finds conversations that were left behind, by a crash or another node, and reads them on. */
  function sweep(): Promise<void> {
    sweeping ??= store
      .behind(200)
      .then((found) => found.forEach((conversation) => void reading.run(conversation)))
      .finally(() => {
        sweeping = null
      })
    return sweeping
  }

  return { receive, append, readingOf, sweep, readOn: reading.run, close: reading.close }
}

function itemOf(inbound: Inbound): Item {
  const { event, once, by, raw, from, quiet } = inbound
  return {
    key: keyOf(event, once),
    by,
    event,
    quiet: quiet === true || from.group === true || isQuiet(event),
    opens: by === 'customer',
    ...(raw === undefined ? {} : { raw }),
  }
}
