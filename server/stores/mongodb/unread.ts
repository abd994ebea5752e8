import { trusted } from 'mongoose'
import type { Database } from './connect.ts'
import { halves } from './id.ts'

/** The unread entries of a conversation after a position, in order. The index is named: the planner now and then prefers to read the whole journal. */
export function unreadOf(db: Database, conversation: string, after = 0) {
  const [identity, n] = halves(conversation)
  return db.entries
    .find({ unread: true, identity, n, position: trusted({ $gt: after }) })
    .sort({ position: 1 })
    .hint('unread')
}
