import type { DatabaseSync } from 'node:sqlite'
import { integer } from './row.ts'

/** Brings the database to the newest schema in one transaction, so that a killed process leaves the old or the new one. */
export function migrate(db: DatabaseSync): void {
  if (pragma(db, 'user_version') === steps.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    // Asked again: another handle may have been first.
    for (const step of steps.slice(pragma(db, 'user_version'))) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Why this database cannot be used by this Parley, in words; null when it can. */
export function misfit(db: DatabaseSync, path: string): string | null {
  if (pragma(db, 'application_id') !== application)
    return `${path} is not a database of Parley. Parley has not changed it. Name another file in STORE_URL.`
  const version = pragma(db, 'user_version')
  if (version <= steps.length) return null
  return `${path} was written by a newer Parley (schema ${version}; this one knows ${steps.length}). Install that version again, or put back a backup made before the upgrade.`
}

function pragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name)
}

/** "Prly" */
const application = 0x50726c79

/** Numbered from 1; a step that was released is never changed, only followed by another. */
const steps = [
  `
  PRAGMA application_id = ${application};

  CREATE TABLE contacts(id TEXT PRIMARY KEY, fields TEXT NOT NULL, search TEXT NOT NULL) STRICT;
  CREATE TABLE identities(
    id TEXT PRIMARY KEY, account TEXT NOT NULL, contact TEXT NOT NULL REFERENCES contacts(id),
    address TEXT NOT NULL, name TEXT, language TEXT, is_group INTEGER NOT NULL, reply TEXT NOT NULL,
    refused TEXT NOT NULL, search TEXT NOT NULL
  ) STRICT;
  CREATE INDEX identities_contact ON identities(contact);
  CREATE TABLE addresses(
    account TEXT NOT NULL, address TEXT NOT NULL, identity TEXT NOT NULL REFERENCES identities(id),
    PRIMARY KEY(account, address)
  ) STRICT;
  CREATE INDEX addresses_identity ON addresses(identity);

  -- newest: the identity's newest conversation when the entry was written
  CREATE TABLE journal(
    row INTEGER PRIMARY KEY, identity TEXT NOT NULL REFERENCES identities(id), n INTEGER NOT NULL,
    newest INTEGER NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, by TEXT NOT NULL,
    at TEXT NOT NULL, event TEXT NOT NULL, raw TEXT, reading TEXT, unread INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX journal_key ON journal(identity, key);
  CREATE UNIQUE INDEX journal_position ON journal(identity, position);
  CREATE INDEX journal_unread ON journal(identity, n, position) WHERE unread = 1;

  -- mode, owner, epoch, closed, queue, since and due are copies out of the state; seq is the last job's
  CREATE TABLE conversations(
    row INTEGER PRIMARY KEY, identity TEXT NOT NULL REFERENCES identities(id), n INTEGER NOT NULL,
    account TEXT NOT NULL, cursor INTEGER NOT NULL, mode TEXT NOT NULL, owner TEXT NOT NULL,
    epoch INTEGER NOT NULL, closed INTEGER, queue TEXT, since INTEGER, due INTEGER, tags TEXT NOT NULL,
    preview TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
    UNIQUE(identity, n)
  ) STRICT;
  CREATE INDEX conversations_mode ON conversations(mode, at);
  CREATE INDEX conversations_agent ON conversations(owner, at) WHERE owner GLOB 'agent:*';
  CREATE INDEX conversations_waiting ON conversations(queue, due, since) WHERE queue IS NOT NULL;
  -- kept by the commits: counting a million closed conversations for each change of the inbox takes too long
  CREATE TABLE tallies(
    mode TEXT NOT NULL, queue TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(mode, queue)
  ) STRICT, WITHOUT ROWID;

  -- ready: when it may be claimed, by the rules of the lane
  CREATE TABLE jobs(
    row INTEGER PRIMARY KEY, identity TEXT NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL,
    key TEXT NOT NULL, epoch INTEGER NOT NULL, author TEXT NOT NULL, type TEXT NOT NULL,
    effect TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, token TEXT, until INTEGER,
    unwanted INTEGER NOT NULL, status TEXT, reason TEXT, ready INTEGER,
    UNIQUE(identity, n, seq), FOREIGN KEY(identity, n) REFERENCES conversations(identity, n)
  ) STRICT;
  CREATE INDEX jobs_ready ON jobs(ready) WHERE ready IS NOT NULL;

  CREATE TABLE feed(
    row INTEGER PRIMARY KEY, conversation TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL
  ) STRICT;
  CREATE TABLE documents(
    kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY(kind, id)
  ) STRICT;
  CREATE TABLE presence(agent TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
  CREATE TABLE holdings(
    agent TEXT NOT NULL, conversation TEXT NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY(agent, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checks(id INTEGER PRIMARY KEY CHECK(id = 1), at INTEGER NOT NULL, bulk BLOB NOT NULL) STRICT;
  `,
  `
  CREATE TABLE blobs(id TEXT PRIMARY KEY, type TEXT NOT NULL, body BLOB NOT NULL) STRICT;
  `,
] as const
