import type { Json, Values } from '../../../bots/message.ts'
import type { Contact, Store } from '../../store.ts'
import type { Database } from './group.ts'
import { createContact, identityOf } from './identities.ts'
import { type Row, text } from './row.ts'

/** People: what is known of each, and the identities it groups. */
export function contacts(db: Database): Pick<Store, 'contact' | 'contacts' | 'describe' | 'merge' | 'split'> {
  const { sql, read, write } = db
  return {
    contact: (id) => read(() => find(db, id)),

    contacts: ({ text: wanted = '', limit }) =>
      read(() => {
        const words = wanted.toLowerCase()
        const rows = sql.all`
          SELECT contacts.id, contacts.fields FROM contacts
          WHERE EXISTS(SELECT 1 FROM identities WHERE contact = contacts.id) AND (instr(contacts.search, ${words})
            OR EXISTS(SELECT 1 FROM identities WHERE contact = contacts.id AND instr(search, ${words})))
          ORDER BY contacts.rowid DESC LIMIT ${limit} + 0`
        return rows.map((row) => contactOf(db, row))
      }),

    describe: (contact, fields) => write(() => describe(db, contact, fields)),

    merge: (from, into) =>
      write(() => {
        const known = sql.all`SELECT id FROM contacts WHERE id IN (${from}, ${into})`
        if (known.length < 2) return false
        sql.run`UPDATE identities SET contact = ${into} WHERE contact = ${from}`
        return true
      }),

    split: (identity) =>
      write(() => {
        const row = sql.get`
          SELECT contact, (SELECT count(*) FROM identities other WHERE other.contact = identities.contact) AS many
          FROM identities WHERE id = ${identity}`
        if (!row) return null
        if (row.many === 1) return find(db, text(row, 'contact'))
        const id = createContact(db)
        sql.run`UPDATE identities SET contact = ${id} WHERE id = ${identity}`
        return find(db, id)
      }),
  }
}

/** Sets fields, null removes one, in the caller's transaction. False when there is no such contact. */
export function describe({ sql }: Database, contact: string, fields: Record<string, Json>): boolean {
  const row = sql.get`SELECT fields FROM contacts WHERE id = ${contact}`
  if (!row) return false
  const before: Values = JSON.parse(text(row, 'fields'))
  const after = Object.entries({ ...before, ...fields }).filter(([, value]) => value !== null)
  const search = after.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)))
  sql.run`
    UPDATE contacts SET fields = ${JSON.stringify(Object.fromEntries(after))},
      search = ${search.join('\n').toLowerCase()} WHERE id = ${contact}`
  return true
}

function find(db: Database, id: string): Contact | null {
  const row = db.sql.get`SELECT id, fields FROM contacts WHERE id = ${id}`
  return row ? contactOf(db, row) : null
}

function contactOf(db: Database, row: Row): Contact {
  const id = text(row, 'id')
  const identities = db.sql.all`SELECT * FROM identities WHERE contact = ${id} ORDER BY rowid`
  return {
    id,
    fields: JSON.parse(text(row, 'fields')),
    identities: identities.map((each) => identityOf(db, each)),
  }
}
