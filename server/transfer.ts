import type { Job, Store } from './store.ts'

/** What a store keeps, a kind at a time, in one form for every store. Texts of JSON stay the texts they are. */
export interface Moved {
  contacts: { id: string; fields: string; search: string }
  identities: {
    id: string
    account: string
    contact: string
    address: string
    /** All by which it is found, in order. */
    addresses: string[]
    name: string | null
    language: string | null
    group: boolean
    reply: string
    refused: string[]
    search: string
  }
  journal: {
    identity: string
    n: number
    newest: number
    position: number
    key: string
    by: string
    at: string
    event: string
    raw: string | null
    reading: string | null
    unread: boolean
  }
  conversations: {
    identity: string
    n: number
    account: string
    cursor: number
    mode: string
    owner: string
    epoch: number
    closedAt: number | null
    queue: string | null
    since: number | null
    due: number | null
    tags: string[]
    preview: string
    at: number
    seq: number
    state: string
    /** The agents whose room it takes. */
    held: { agent: string; weight: number }[]
    jobs: MovedJob[]
  }
  documents: { kind: string; name: string; rev: number; value: string }
  blobs: { id: string; type: string; body: Uint8Array }
}
export type MovedJob = Omit<Job, 'conversation'> & { unwanted: boolean }

/** All of one kind. */
export interface Shelf<Row> {
  count(): Promise<number>
  /** The next ones after a place, with the place of the last. */
  read(after: string | null, limit: number): Promise<{ rows: Row[]; after: string | null }>
  /** Adds rows; those that are there already stay. */
  write(rows: Row[]): Promise<void>
}

/** A store as it is moved, looked into and backed up. */
export interface Transfer {
  shelves: { [Kind in keyof Moved]: Shelf<Moved[Kind]> }
  /** Where it is kept how far a move has come. */
  marks: Pick<Store, 'read' | 'write' | 'erase'>
  /** Brings to its place what a killed node left to do. */
  settle(): Promise<void>
  /** Makes what is kept beside the rows for speed. */
  finish(): Promise<void>
  /** What there is to say of it, by name. */
  facts(): Promise<Record<string, string | number>>
  close(): Promise<void>
}
/** What `stores/SCHEME/transfer.ts` exports. `alone`: nobody else may use it meanwhile, where that can be told. */
export type OpenTransfer = (url: string, options: { alone: boolean }) => Promise<Transfer>

/** The kind under which marks are kept among the documents; they are no part of what is moved. */
export const markKind = 'move'

/** How far a move has come. */
interface Mark {
  kind: string
  after: string | null
  copied: number
}

/** How many rows go at once; files are large. */
const batch = (kind: string) => (kind === 'blobs' ? 4 : 500)

/**
 * Copies all that one store keeps into another, which is empty or holds the beginning of this very move. Nothing may
 * run on either. Throws where the other holds anything else, and where in the end the counts differ.
 */
export async function transfer(needs: {
  from: Transfer
  to: Transfer
  /** Names where it comes from, without a password. */
  name: string
  say(line: string): void
}): Promise<Record<string, number>> {
  const { from, to, name, say } = needs
  await from.settle()
  const found = await to.marks.read<Mark>(markKind, name)
  if (!found && Object.values(await counts(to)).some((count) => count > 0))
    throw new Error('The store it is to go to is not empty. Name an empty one; nothing was copied.')
  let { rev, value: mark } = found ?? { rev: 0, value: { kind: 'contacts', after: null, copied: 0 } }
  if (found) say(`Goes on where it stopped: at ${mark.kind}, of which ${mark.copied} are there.`)

  async function copy<Row>(kind: string, source: Shelf<Row>, target: Shelf<Row>): Promise<void> {
    const total = await source.count()
    let { after, copied } = mark.kind === kind ? mark : { after: null, copied: 0 }
    for (let told = copied; ; ) {
      const next = await source.read(after, batch(kind))
      if (next.rows.length === 0) break
      await target.write(next.rows)
      after = next.after
      copied += next.rows.length
      rev = (await to.marks.write(markKind, name, { kind, after, copied }, rev)) ?? lost()
      if (copied - told < 10_000) continue
      told = copied
      say(`${kind}: ${copied} of ${total}`)
    }
    say(`${kind}: ${copied} of ${total}`)
  }

  const [source, target] = [from.shelves, to.shelves]
  const ways: Record<keyof Moved, () => Promise<void>> = {
    contacts: () => copy('contacts', source.contacts, target.contacts),
    identities: () => copy('identities', source.identities, target.identities),
    journal: () => copy('journal', source.journal, target.journal),
    conversations: () => copy('conversations', source.conversations, target.conversations),
    documents: () => copy('documents', source.documents, target.documents),
    blobs: () => copy('blobs', source.blobs, target.blobs),
  }
  const kinds = Object.keys(ways)
  const begun = kinds.indexOf(mark.kind)
  for (const [at, way] of Object.values(ways).entries()) {
    if (at < begun) continue
    await way()
    mark = { kind: kinds[at + 1] ?? '', after: null, copied: 0 }
  }
  await to.finish()
  const [here, there] = [await counts(from), await counts(to)]
  for (const [kind, count] of Object.entries(here))
    if (there[kind] !== count)
      throw new Error(
        `${kind}: ${count} were to be copied, and ${there[kind]} are there. Does Parley still run? Stop it, and move into an empty store.`,
      )
  await to.marks.erase(markKind, name)
  return there
}

/** How many there are of each kind. */
export async function counts({ shelves }: Transfer): Promise<Record<string, number>> {
  const found = Object.entries(shelves).map(async ([kind, shelf]) => [kind, await shelf.count()] as const)
  return Object.fromEntries(await Promise.all(found))
}

function lost(): never {
  throw new Error('Another move into the same store runs.')
}
