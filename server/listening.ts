import { hostname } from 'node:os'
import type { Store } from './store.ts'

export type Listening = ReturnType<typeof createListening>

/** How long a node that says nothing more keeps an account to itself, ms. */
const lease = 20_000

interface Holder {
  node: string
  host: string
  pid: number
  /** ms */
  until: number
}

/**
 * Says which of the nodes receives an account's messages where none are delivered (polling, a mailbox): one at a
 * time. Two would do no harm but to the platform's patience: what comes twice is stored once.
 */
export function createListening(needs: { store: Store; node: string; clock: () => number }) {
  const { store, node, clock } = needs

  /** Takes the account, or keeps it; false when another node has it. */
  async function take(account: string): Promise<boolean> {
    const known = await store.read<Holder>('listener', account)
    const left = (known?.value.until ?? 0) - clock()
    if (known?.value.node === node && left > lease / 2) return true
    if (known && known.value.node !== node && left > 0 && !isGone(known.value)) return false
    const holder: Holder = { node, host: hostname(), pid: process.pid, until: clock() + lease }
    return (await store.write('listener', account, holder, known?.rev ?? 0)) !== null
  }

  /** Leaves the account to the others. */
  async function leave(account: string): Promise<void> {
    const known = await store.read<Holder>('listener', account)
    if (known?.value.node === node) await store.erase('listener', account)
  }

  return { take, leave }
}

/** Whether the holder was a process of this machine that runs no more: who starts again need not wait. */
function isGone({ host, pid }: Holder): boolean {
  if (host !== hostname()) return false
  if (pid === process.pid) return true // of an earlier start, which had the same number in its container
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
