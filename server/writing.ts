import { type Writing, window } from '../bots/window.ts'
import type { Account } from './accounts.ts'
import type { ReadEntry, Store } from './store.ts'

/** A page of the journal, and how many are looked through at the most. */
const page = 100
const mostPages = 20

/** What may be sent to an identity of this account now, by its journal. */
export async function writing(
  store: Store,
  { identity, account, by, now }: { identity: string; account: Account; by: 'agent' | 'bot'; now: number },
): Promise<Writing> {
  const { limits } = account.channel
  if (!limits.window) return window(limits, { heard: null, sent: 0, by, now })
  return window(limits, { ...(await lately(store, identity)), by, now })
}

/** When the customer was last heard, and how many messages were sent since. */
async function lately(store: Store, identity: string): Promise<{ heard: number | null; sent: number }> {
  let sent = 0
  let before = Number.MAX_SAFE_INTEGER
  for (let turned = 0; turned < mostPages; turned++) {
    const entries = await store.entries({ identity }, { before, limit: page })
    const heard = entries.findLast(isHeard)
    sent += entries.filter(
      ({ event, position }) => event.type === 'sent' && position > (heard?.position ?? 0),
    ).length
    if (heard) return { heard: Date.parse(heard.at), sent }
    const [first] = entries
    if (!first || entries.length < page) break
    before = first.position
  }
  return { heard: null, sent }
}

/** What counts as having written: a word, a file, a pressed button, a reaction, that the chat was opened. */
function isHeard({ by, event }: ReadEntry): boolean {
  return by === 'customer' && ['message', 'start', 'reaction', 'unsupported'].includes(event.type)
}
