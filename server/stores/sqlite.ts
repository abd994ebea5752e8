import type { OpenStore } from '../store.ts'
import { parse } from './sqlite/address.ts'
import { blobs } from './sqlite/blobs.ts'
import { claim } from './sqlite/claim.ts'
import { commit } from './sqlite/commit.ts'
import { connect } from './sqlite/connect.ts'
import { contacts } from './sqlite/contacts.ts'
import { conversations } from './sqlite/conversations.ts'
import { desk } from './sqlite/desk.ts'
import { documents } from './sqlite/documents.ts'
import { feed } from './sqlite/feed.ts'
import { identities } from './sqlite/identities.ts'
import { jobs } from './sqlite/jobs.ts'
import { journal } from './sqlite/journal.ts'

/**
 * The embedded store, one file: `sqlite:./data/parley.db`, `sqlite:/abs/parley.db` or `sqlite::memory:`. A second
 * process on the same file is refused; `?shared` lets it in, for tests and for looking on.
 */
export const sqlite: OpenStore = async (url, options) => {
  const { path, shared } = parse(url)
  const db = connect(path, { shared })
  return {
    ...identities(db),
    ...journal(db, options),
    ...conversations(db),
    ...commit(db, options),
    ...claim(db, options),
    ...jobs(db, options),
    ...feed(db),
    ...contacts(db),
    ...documents(db),
    ...blobs(db),
    ...desk(db, options),
    // A real write, as large as a long message with its indexes: an almost full disk still takes a small one.
    check: () =>
      db.write(() => {
        db.sql.run`
          INSERT INTO checks(id, at, bulk) VALUES(1, ${options.clock()}, zeroblob(65536))
          ON CONFLICT DO UPDATE SET at = excluded.at, bulk = excluded.bulk`
      }),
    close: db.close,
  }
}
