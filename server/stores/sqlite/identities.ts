import { randomUUID } from 'node:crypto'
import type { Sender } from '../../../bots/channel.ts'
import type { Json } from '../../../bots/message.ts'
import type { Identity, Store } from '../../store.ts'
import type { Database } from './group.ts'
import { integer, type Row, text, textOrNull } from './row.ts'

/** Who writes to an account: found by any of their addresses, made at the first word. */
export function identities(db: Database): Pick<Store, 'identify' | 'identity'> {
  const { read, write } = db
  return {
    identify: async (account, sender, address) => {
      // Most messages tell nothing new of who wrote them: then there is nothing to write.
      const known = await read(() => find(db, account, sender))
      if (known && !differs(db, known, sender, address)) return known
      return write(() => {
        const found = find(db, account, sender) ?? make(db, account, sender)
        return learn(db, found, sender, address)
      })
    },

    identity: (id) => read(() => byId(db, id)),
  }
}

/** Notes what the customer does or does not want, in the caller's transaction. */
export function consent(db: Database, id: string, kind: string, given: boolean): void {
  const identity = byId(db, id)
  if (!identity) return
  const others = identity.refused.filter((each) => each !== kind)
  const refused = given ? others : [...others, kind]
  db.sql.run`UPDATE identities SET refused = ${JSON.stringify(refused)} WHERE id = ${id}`
}

/** Makes a contact of whom nothing is known, in the caller's transaction. */
export function createContact({ sql }: Database): string {
  const id = randomUUID()
  sql.run`INSERT INTO contacts(id, fields, search) VALUES(${id}, '{}', '')`
  return id
}

/** An identity out of its row. */
export function identityOf({ sql }: Database, row: Row): Identity {
  const id = text(row, 'id')
  const address = text(row, 'address')
  const addresses = sql.all`SELECT address FROM addresses WHERE identity = ${id} ORDER BY rowid`
  return {
    id,
    account: text(row, 'account'),
    contact: text(row, 'contact'),
    address,
    aliases: addresses.map((each) => text(each, 'address')).filter((each) => each !== address),
    name: textOrNull(row, 'name'),
    language: textOrNull(row, 'language'),
    group: integer(row, 'is_group') === 1,
    reply: JSON.parse(text(row, 'reply')),
    refused: JSON.parse(text(row, 'refused')),
  }
}

function byId(db: Database, id: string): Identity | null {
  const row = db.sql.get`SELECT * FROM identities WHERE id = ${id}`
  return row ? identityOf(db, row) : null
}

function addressesOf(sender: Sender): string[] {
  return [sender.id, ...(sender.aliases ?? [])]
}

function find(db: Database, account: string, sender: Sender): Identity | null {
  for (const address of addressesOf(sender)) {
    const row = db.sql.get`
      SELECT identities.* FROM addresses JOIN identities ON identities.id = addresses.identity
      WHERE addresses.account = ${account} AND addresses.address = ${address}`
    if (row) return identityOf(db, row)
  }
  return null
}

function make(db: Database, account: string, sender: Sender): Identity {
  const id = `${account}/${sender.id}`
  const contact = createContact(db)
  db.sql.run`
    INSERT INTO identities(id, account, contact, address, is_group, reply, refused, search)
    VALUES(${id}, ${account}, ${contact}, ${sender.id}, 0, 'null', '[]', '')`
  db.sql.run`INSERT INTO addresses(account, address, identity) VALUES(${account}, ${sender.id}, ${id})`
  return {
    id,
    account,
    contact,
    address: sender.id,
    aliases: [],
    name: null,
    language: null,
    group: false,
    reply: null,
    refused: [],
  }
}

/** What the identity would be with what this sender tells. */
function told(known: Identity, sender: Sender, address: Json | undefined): Identity {
  return {
    ...known,
    name: sender.name ?? known.name,
    language: sender.language ?? known.language,
    group: known.group || sender.group === true,
    reply: address === undefined ? known.reply : address,
  }
}

function differs(db: Database, known: Identity, sender: Sender, address: Json | undefined): boolean {
  if (JSON.stringify(told(known, sender, address)) !== JSON.stringify(known)) return true
  const others = addressesOf(sender).filter((each) => each !== known.address && !known.aliases.includes(each))
  return others.some(
    (each) => !db.sql.get`SELECT 1 FROM addresses WHERE account = ${known.account} AND address = ${each}`,
  )
}

/** Addresses are added and never moved: one that belongs to another identity stays there. */
function learn(db: Database, known: Identity, sender: Sender, address: Json | undefined): Identity {
  for (const each of addressesOf(sender))
    db.sql.run`
      INSERT INTO addresses(account, address, identity) VALUES(${known.account}, ${each}, ${known.id})
      ON CONFLICT DO NOTHING`
  const next = told(known, sender, address)
  db.sql.run`
    UPDATE identities SET name = ${next.name}, language = ${next.language}, is_group = ${Number(next.group)},
      reply = ${JSON.stringify(next.reply)}, search = ${`${next.name ?? ''}\n${next.address}`.toLowerCase()}
    WHERE id = ${next.id}`
  return byId(db, next.id) ?? next
}
