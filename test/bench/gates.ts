import { DatabaseSync } from 'node:sqlite'

/** What was sent and what came of it, as the load saw it. */
export interface Account {
  /** Messages that were answered with 2xx; those sent twice on purpose count once. */
  accepted: number
  refused: number
  /** What the platform saw. */
  seen: { replies: number; wrong: number; unasked: number }
}

/** What the store holds in the end. */
export interface Held {
  messages: number
  sent: number
  unread: number
  undelivered: number
  /** `ok`, or what is wrong with the database. */
  whole: string
}

/** What a SQLite file holds; the server has stopped. */
export function heldBy(database: string): Held {
  const db = new DatabaseSync(database, { readOnly: true })
  const count = (where: string) => Number(db.prepare(`SELECT count(*) AS count FROM ${where}`).get()?.count)
  const held = {
    messages: count("journal WHERE key GLOB 'message:*'"),
    sent: count("journal WHERE key GLOB 'sent:*'"),
    unread: count('journal WHERE unread = 1'),
    undelivered: count("jobs WHERE type <> 'wake'"),
    whole: String(db.prepare('PRAGMA integrity_check').get()?.integrity_check),
  }
  db.close()
  return held
}

/** What is not as it must be, in words; with any of these there are no figures. */
export function gates(
  { messages, sent, unread, undelivered, whole }: Held,
  { accepted, refused, seen }: Account,
): string[] {
  const faults = [
    accepted === 0 && 'nothing was accepted',
    refused > 0 && `${refused} requests were not answered with 2xx`,
    seen.replies !== accepted && `${accepted} messages were accepted, and ${seen.replies} replies came`,
    seen.wrong > 0 && `${seen.wrong} replies had the wrong words`,
    seen.unasked > 0 && `${seen.unasked} replies came to chats that expected none`,
    messages !== accepted && `the journal holds ${messages} messages of ${accepted} accepted`,
    sent !== accepted && `the journal holds ${sent} sent replies of ${accepted}`,
    unread > 0 && `${unread} entries are unread`,
    undelivered > 0 && `${undelivered} jobs are left`,
    whole !== 'ok' && `the database is damaged: ${whole}`,
  ]
  return faults.filter((fault) => typeof fault === 'string')
}
