import type { Log } from '../bots/channel.ts'
import type { Accounts } from './accounts.ts'
import type { Store } from './store.ts'

export type Typing = ReturnType<typeof createTyping>

/** A conversation's mark is shown anew this often at the most, ms: platforms show it for five seconds and more. */
const pause = 4000

/** Shows a customer, where the platform can, that somebody writes. Best effort: nobody waits for it. */
export function createTyping(needs: {
  store: Store
  accounts: () => Accounts
  clock: () => number
  log: Log
}) {
  const { store, accounts, clock, log } = needs
  const shown = new Map<string, number>()

  /** `by` is who writes: `bot` or `agent:ID`. */
  function show(conversation: string, by: 'bot' | `agent:${string}`): void {
    const last = shown.get(conversation)
    if (last !== undefined && clock() - last < pause) return
    if (shown.size >= 1000) shown.clear()
    shown.set(conversation, clock())
    tell(conversation, by).catch((error: unknown) => log.debug({ conversation, error }, 'no typing mark'))
  }

  async function tell(conversation: string, by: 'bot' | `agent:${string}`): Promise<void> {
    const identity = await store.identity(conversation.slice(0, conversation.lastIndexOf('#')))
    const wanted = identity?.refused.every((kind) => kind !== 'messages' && kind !== 'reachable')
    if (!identity || !wanted) return
    await accounts()
      .connection(identity.account)
      ?.typing?.({
        id: identity.address,
        address: identity.reply,
        author: by,
        key: '',
        language: identity.language ?? '',
      })
  }

  return show
}
