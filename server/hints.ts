import type { By } from '../bots/entry.ts'

/** That somebody writes just now: of no weight, kept nowhere, for this node's live connections only. */
export interface Hint {
  conversation: string
  by: By
  name: string
}
export type Hints = ReturnType<typeof createHints>

/** Passes hints between live connections. */
export function createHints() {
  const listeners = new Set<(hint: Hint) => void>()
  return {
    emit: (hint: Hint) => {
      for (const listener of listeners) listener(hint)
    },
    listen: (listener: (hint: Hint) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
