import { Types, trusted } from 'mongoose'
import type { Sender } from '../../../bots/channel.ts'
import type { Json } from '../../../bots/message.ts'
import type { Identity, Store } from '../../store.ts'
import type { Database } from './connect.ts'
import { isDuplicate } from './fault.ts'
import type { IdentityRow } from './schema.ts'

/** Who writes to an account: found by any of their addresses, made at the first word. */
export function identities(db: Database): Pick<Store, 'identify' | 'identity'> {
  return {
    identify: (account, sender, address) =>
      db.run(async () => {
        const known =
          (await find(db, account, sender)) ??
          (await make(db, account, sender)) ??
          // Another was first: then it is there.
          (await find(db, account, sender))
        if (!known) throw new Error(`${account} has an identity ${sender.id} that is not its own`)
        return learn(db, known, sender, address)
      }),

    identity: (id) =>
      db.run(async () => {
        const row = await db.identities.findById(id).lean<IdentityRow>()
        return row ? identityOf(row) : null
      }),
  }
}

/** Notes what the customer does or does not want. */
export async function consent(db: Database, id: string, kind: string, given: boolean): Promise<void> {
  await db.identities.updateOne(
    { _id: id },
    given ? { $pull: { refused: kind } } : { $addToSet: { refused: kind } },
  )
}

/** Makes a contact of whom nothing is known. Ids rise with time. */
export async function createContact(db: Database): Promise<string> {
  const id = new Types.ObjectId().toHexString()
  await db.contacts.insertMany([{ _id: id, rev: 0, fields: '{}', search: '' }], { lean: true })
  return id
}

/** An identity out of its document. */
export function identityOf(row: IdentityRow): Identity {
  return {
    id: row._id,
    account: row.account,
    contact: row.contact,
    address: row.address,
    aliases: row.addresses.filter((each) => each !== row.address),
    name: row.name ?? null,
    language: row.language ?? null,
    group: row.group,
    reply: JSON.parse(row.reply),
    refused: row.refused,
  }
}

function addressesOf(sender: Sender): string[] {
  return [sender.id, ...(sender.aliases ?? [])]
}

async function find(db: Database, account: string, sender: Sender): Promise<IdentityRow | null> {
  const wanted = addressesOf(sender)
  const rows = await db.identities
    .find({ account, addresses: trusted({ $in: wanted }) })
    .lean<IdentityRow[]>()
  for (const address of wanted) {
    const row = rows.find((each) => each.addresses.includes(address))
    if (row) return row
  }
  return null
}

/** Null when another node has just made it. */
async function make(db: Database, account: string, { id }: Sender): Promise<IdentityRow | null> {
  const contact = await createContact(db)
  const row: IdentityRow = {
    _id: `${account}/${id}`,
    account,
    contact,
    address: id,
    addresses: [id],
    name: null,
    language: null,
    group: false,
    reply: 'null',
    refused: [],
    search: `\n${id}`.toLowerCase(),
  }
  try {
    await db.identities.insertMany([row], { lean: true })
    return row
  } catch (error) {
    await db.contacts.deleteOne({ _id: contact })
    if (isDuplicate(error)) return null
    throw error
  }
}

/** Keeps what this sender tells. Most messages tell nothing new of who wrote them: then nothing is written. */
async function learn(
  db: Database,
  known: IdentityRow,
  sender: Sender,
  address: Json | undefined,
): Promise<Identity> {
  const told = {
    name: sender.name ?? known.name ?? null,
    language: sender.language ?? known.language ?? null,
    group: known.group || sender.group === true,
    reply: address === undefined ? known.reply : JSON.stringify(address),
  }
  const aliases = addressesOf(sender).filter((each) => !known.addresses.includes(each))
  const isNew =
    told.name !== (known.name ?? null) ||
    told.language !== (known.language ?? null) ||
    told.group !== known.group
  if (isNew || told.reply !== known.reply) {
    const search = `${told.name ?? ''}\n${known.address}`.toLowerCase()
    await db.identities.updateOne({ _id: known._id }, { $set: { ...told, search } })
  }
  const added: string[] = []
  for (const alias of aliases) if (await addAlias(db, known._id, alias)) added.push(alias)
  return identityOf({ ...known, ...told, addresses: [...known.addresses, ...added] })
}

/** Addresses are added and never moved: one that belongs to another identity stays there. */
async function addAlias(db: Database, id: string, alias: string): Promise<boolean> {
  try {
    await db.identities.updateOne({ _id: id }, { $addToSet: { addresses: alias } })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}
