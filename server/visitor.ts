import type { Answering, VisitorLine } from './api.ts'
import type { Conversation, ReadEntry } from './store.ts'

/** A journal entry as the visitor sees it; null for what is not theirs to see, notes above all. */
export function lineOf(entry: ReadEntry, names: Map<string, string>): VisitorLine | null {
  const { event, position, at, by } = entry
  if (event.type === 'message') return { position, at, id: event.id, by: 'customer', message: event.message }
  if (event.type !== 'sent') return null
  const agent = by.startsWith('agent:') ? names.get(by.slice('agent:'.length)) : undefined
  return {
    position,
    at,
    id: event.id,
    by: by.startsWith('agent:') ? 'agent' : by === 'parley' ? 'parley' : 'bot',
    ...(agent ? { name: agent } : {}),
    message: event.message,
  }
}

/** Who answers a conversation with this owner. */
export function answeringOf(owner: Conversation['owner'], names: Map<string, string>): Answering {
  if (owner === 'bot' || owner === 'queue') return { who: owner }
  const name = names.get(owner.slice('agent:'.length))
  return { who: 'person', ...(name ? { name } : {}) }
}
