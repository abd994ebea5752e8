import type { Commit, Reading } from '../../store.ts'
import type { Database } from './connect.ts'
import { describe } from './contacts.ts'
import { free } from './desk.ts'
import { at, halves } from './id.ts'
import { consent } from './identities.ts'
import type { ConversationRow } from './schema.ts'

/** What a commit has still to bring to other documents; it is stored with the conversation, in one act with all else. */
export interface Redo {
  readings: { position: number; reading: Reading }[]
  records: Commit['records']
  /** Agents whose room the conversation no longer takes. */
  free: string[]
}

/** As much of a conversation's document as is needed for it. */
export type Unspread = Pick<ConversationRow, '_id' | 'cursor' | 'redo'>

/**
 * Brings what the last commit left to do to the journal, the contact and the agents. May be done again, and by
 * another node: while an entry at or below the cursor is unread, it is not known to be done.
 */
export async function spread(db: Database, { _id, cursor, redo }: Unspread): Promise<void> {
  const { readings, records, free: freed }: Redo = JSON.parse(redo)
  const [identity] = halves(_id)
  if (records.length > 0 || freed.length > 0) {
    // Another node may have done it all and more since: then nothing known of old is written over it.
    const wanted = async () => (await db.conversations.exists({ ...at(_id), cursor, redo })) !== null
    await note(db, identity, records, wanted)
    for (const agent of freed) await free(db, agent, { conversation: _id, to: cursor })
    // Struck off before the readings are there: nobody would look for them later, and what was known then would
    // overwrite what is known now.
    const rest: Redo = { readings, records: [], free: [] }
    await db.conversations.updateOne({ ...at(_id), cursor }, { $set: { redo: JSON.stringify(rest) } })
  }
  if (readings.length === 0) return
  await db.entries.bulkWrite(
    readings.map(({ position, reading }) => ({
      updateOne: {
        filter: { identity, position },
        update: { $set: { reading: JSON.stringify(reading) }, $unset: { unread: 1 } },
      },
    })),
  )
}

/** What the turn made known of the customer. */
async function note(
  db: Database,
  identity: string,
  records: Commit['records'],
  wanted: () => Promise<boolean>,
): Promise<void> {
  for (const record of records) {
    if (record.type === 'consent' && (await wanted())) await consent(db, identity, record.kind, record.given)
    if (record.type !== 'remember') continue
    const found = await db.identities.findById(identity, { contact: 1 }).lean<{ contact: string }>()
    if (found) await describe(db, found.contact, { [record.name]: record.value }, wanted)
  }
}
