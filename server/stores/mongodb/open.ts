import type { OpenStore } from '../../store.ts'
import { appending } from './append.ts'
import { blobs } from './blobs.ts'
import { claim } from './claim.ts'
import { commit } from './commit.ts'
import { connect } from './connect.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { desk } from './desk.ts'
import { documents } from './documents.ts'
import { feed } from './feed.ts'
import { identities } from './identities.ts'
import { jobs } from './jobs.ts'
import { journal } from './journal.ts'

/** Connects and puts the rooms of the store together. */
export const open: OpenStore = async (url, options) => {
  const db = await connect(url, options.clock)
  const { follow, close } = await feed(db)
  const append = appending(db, options)
  return {
    ...identities(db),
    ...journal(db, append),
    ...conversations(db),
    ...commit(db, options),
    ...claim(db, options),
    ...jobs(db, append),
    follow,
    ...contacts(db),
    ...documents(db),
    ...blobs(db),
    ...desk(db, options),
    // A real write, as large as a long message with its indexes: an almost full disk still takes a small one.
    check: () =>
      db.run(async () => {
        await db.about.updateOne(
          { _id: 'check' },
          { $set: { at: options.clock(), bulk: ' '.repeat(65_536) }, $setOnInsert: { version: 0 } },
          { upsert: true },
        )
      }),
    close: async () => {
      await close()
      await db.close()
    },
  }
}
