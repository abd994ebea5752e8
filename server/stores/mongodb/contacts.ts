import type { Json, Values } from '../../../bots/message.ts'
import type { Contact, Store } from '../../store.ts'
import type { Database } from './connect.ts'
import { createContact, identityOf } from './identities.ts'
import type { ContactRow, IdentityRow } from './schema.ts'

/** People: what is known of each, and the identities it groups. */
export function contacts(db: Database): Pick<Store, 'contact' | 'contacts' | 'describe' | 'merge' | 'split'> {
  return {
    contact: (id) => db.run(() => find(db, id)),

    contacts: ({ text = '', limit }) => db.run(() => search(db, text.toLowerCase(), limit)),

    describe: (contact, fields) => db.run(() => describe(db, contact, fields)),

    merge: (from, into) =>
      db.run(async () => {
        for (const id of [from, into]) if (!(await db.contacts.exists({ _id: id }))) return false
        await db.identities.updateMany({ contact: from }, { $set: { contact: into } })
        return true
      }),

    split: (identity) =>
      db.run(async () => {
        const row = await db.identities.findById(identity).lean<IdentityRow>()
        if (!row) return null
        const others = await db.identities.countDocuments({ contact: row.contact })
        if (others === 1) return find(db, row.contact)
        const id = await createContact(db)
        await db.identities.updateOne({ _id: identity }, { $set: { contact: id } })
        return find(db, id)
      }),
  }
}

/**
 * Sets fields, null removes one. False when there is no such contact, or when `wanted` says, asked after the contact
 * was read, that it is no longer to be done.
 */
export async function describe(
  db: Database,
  contact: string,
  fields: Record<string, Json>,
  wanted?: () => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const row = await db.contacts.findById(contact).lean<ContactRow>()
    if (!row || (wanted && !(await wanted()))) return false
    const before: Values = JSON.parse(row.fields)
    const after = Object.entries({ ...before, ...fields }).filter(([, value]) => value !== null)
    const words = after.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)))
    const { matchedCount } = await db.contacts.updateOne(
      { _id: contact, rev: row.rev },
      {
        $set: {
          rev: row.rev + 1,
          fields: JSON.stringify(Object.fromEntries(after)),
          search: words.join('\n').toLowerCase(),
        },
      },
    )
    if (matchedCount === 1) return true
  }
}

async function find(db: Database, id: string): Promise<Contact | null> {
  const [row, identities] = await Promise.all([
    db.contacts.findById(id).lean<ContactRow>(),
    db.identities.find({ contact: id }).sort({ _id: 1 }).lean<IdentityRow[]>(),
  ])
  return row ? contactOf(row, identities) : null
}

/** The newest contacts that have an identity, and whose fields, names or addresses hold the words. */
async function search(db: Database, words: string, limit: number): Promise<Contact[]> {
  const holds = { $gte: [{ $indexOfCP: [{ $ifNull: ['$search', ''] }, { $literal: words }] }, 0] }
  const byIdentity = await db.identities.aggregate<{ _id: string }>([
    { $match: { $expr: holds } },
    { $group: { _id: '$contact' } },
    { $sort: { _id: -1 } },
    { $limit: limit },
  ])
  const rows = await db.contacts.aggregate<ContactRow & { identities: IdentityRow[] }>([
    { $match: { $or: [{ $expr: holds }, { _id: { $in: byIdentity.map((each) => each._id) } }] } },
    { $sort: { _id: -1 } },
    {
      $lookup: {
        from: db.identities.collection.name,
        localField: '_id',
        foreignField: 'contact',
        as: 'identities',
        pipeline: [{ $sort: { _id: 1 } }],
      },
    },
    { $match: { 'identities.0': { $exists: true } } },
    { $limit: limit },
  ])
  return rows.map((row) => contactOf(row, row.identities))
}

function contactOf({ _id, fields }: ContactRow, identities: IdentityRow[]): Contact {
  return { id: _id, fields: JSON.parse(fields), identities: identities.map(identityOf) }
}
