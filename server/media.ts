import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attachment, Log } from '../bots/channel.ts'
import type { Entry } from '../bots/entry.ts'
import type { Accounts } from './accounts.ts'
import type { FileLine } from './api.ts'
import { few } from './few.ts'
import { readFile, type Sniffed, sniff, tooLarge } from './sniff.ts'
import type { Blob, Store } from './store.ts'

export type Media = ReturnType<typeof createMedia>

/** What is known of a file, kept under the digest of its identity and address. */
interface Kept {
  /** The random id of its bytes; null while there are none. */
  blob: string | null
  type: string
  size: number
  /** Why it could not be fetched. */
  reason?: string
  /** The customer took it back: it is not fetched again. */
  gone?: true
}

/** The longest one download takes as a whole, ms, and how many there are at once. */
const patience = 60_000
const atOnce = 4
/** After these pauses a download is tried again, ms. */
const pauses = [2000, 15_000]

/** Keeps the files that customers send: fetched when they come, and again when somebody asks for one that is missing. */
export function createMedia(needs: {
  store: Store
  accounts: () => Accounts
  /** The largest file, bytes. */
  most: number
  log: Log
}) {
  const { store, accounts, most, log } = needs
  const stop = new AbortController()
  const inTurn = few(atOnce)
  const fetching = new Map<string, Promise<Kept>>()
  const working = new Set<Promise<void>>()

  /** Keeps files that came with a delivery, before it is stored. */
  async function keep(identity: string, files: readonly Attachment[]): Promise<void> {
    for (const { url, body } of files) {
      const id = keyOf(identity, url)
      const known = (await store.read<Kept>('file', id))?.value
      if (known?.blob || known?.gone) continue
      if (body.length > most) await note(id, missing(tooLarge(most)))
      else await put(id, await sniff(body))
    }
  }

  /** Fetches a file in the background; a few tries, and no more. */
  function expect(identity: string, url: string): void {
    const work = (async () => {
      for (const pause of [...pauses, null]) {
        const kept = await look(identity, url)
        if (kept === null || kept.blob !== null || kept.gone || pause === null) return
        await sleep(pause, undefined, { signal: stop.signal, ref: false })
      }
    })()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) log.warn({ identity, error }, 'a file was not kept')
      })
      .finally(() => working.delete(work))
    working.add(work)
  }

  /** What is kept of a file, after one more try where it is missing; null where this channel keeps no files. */
  async function look(identity: string, url: string): Promise<Kept | null> {
    const id = keyOf(identity, url)
    const known = (await store.read<Kept>('file', id))?.value
    if (known?.blob || known?.gone) return known
    const media = accounts().connection(accountOf(identity))?.media
    if (!media) return known ?? null
    const running = fetching.get(id) ?? inTurn(() => fetchOne(id, (signal) => media(url, signal)))
    fetching.set(id, running)
    return running.finally(() => fetching.delete(id))
  }

  async function fetchOne(
    id: string,
    open: (signal: AbortSignal) => Promise<{ body: ReadableStream<Uint8Array> }>,
  ): Promise<Kept> {
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patience)])
      const { body } = await open(signal)
      return await put(id, await readFile(body, most))
    } catch (error) {
      if (stop.signal.aborted) throw error
      log.info({ file: id, reason: wordsOf(error) }, 'a file could not be fetched')
      return note(id, missing(wordsOf(error)))
    }
  }

  async function put(id: string, { type, body }: Sniffed): Promise<Kept> {
    const blob = randomBytes(24).toString('base64url')
    await store.putBlob(blob, { type, body })
    const kept = await note(id, { blob, type, size: body.length })
    if (kept.blob !== blob) await store.eraseBlob(blob)
    return kept
  }

  /** Notes what is known; a file that is kept or was taken back stays so. */
  async function note(id: string, kept: Kept): Promise<Kept> {
    for (;;) {
      const before = await store.read<Kept>('file', id)
      if (before?.value.gone || before?.value.blob) return before.value
      if ((await store.write('file', id, kept, before?.rev ?? 0)) !== null) return kept
    }
  }

  /** The bytes of an entry's file; in words why there are none. */
  async function open(entry: Entry): Promise<{ blob: Blob; id: string } | { missing: string }> {
    const file = fileOf(entry)
    if (!file) return { missing: 'This message has no file.' }
    const kept = await look(identityOf(entry), file)
    if (kept === null) return { missing: 'This file is kept elsewhere.' }
    const blob = kept.blob === null ? null : await store.blob(kept.blob)
    if (blob && kept.blob !== null) return { blob, id: kept.blob }
    return {
      missing: kept.gone ? 'The customer took this file back.' : (kept.reason ?? 'This file is gone.'),
    }
  }

  /** What the dashboard is told of an entry's file; nothing of one that is not ours to keep. */
  async function lineOf(entry: Entry): Promise<FileLine | null> {
    const file = fileOf(entry)
    if (!file) return null
    const kept = (await store.read<Kept>('file', keyOf(identityOf(entry), file)))?.value
    if (kept?.gone) return { status: 'gone' }
    if (kept?.blob) return { status: 'kept', type: kept.type, size: kept.size }
    if (kept) return { status: 'failed', ...(kept.reason ? { reason: kept.reason } : {}) }
    return accounts().connection(accountOf(identityOf(entry)))?.media ? { status: 'waiting' } : null
  }

  /** Erases the files of a message that the customer took back. */
  async function forget(identity: string, message: string): Promise<void> {
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const entries = await store.entries({ identity }, { before, limit: 200 })
      for (const entry of entries) {
        const { event } = entry
        const file = fileOf(entry)
        if (!file || event.type === 'receipt' || !('id' in event)) continue
        if (event.id === message || event.id.startsWith(`${message}:`)) await erase(keyOf(identity, file))
      }
      const [first] = entries
      if (!first || entries.length < 200) return
      before = first.position
    }
  }

  async function erase(id: string): Promise<void> {
    for (;;) {
      const before = await store.read<Kept>('file', id)
      const gone: Kept = { blob: null, type: '', size: 0, gone: true }
      if ((await store.write('file', id, gone, before?.rev ?? 0)) === null) continue
      if (before?.value.blob) await store.eraseBlob(before.value.blob)
      return
    }
  }

  async function close(): Promise<void> {
    stop.abort(new Error('Parley is stopping'))
    await Promise.allSettled([...working])
  }

  return { keep, expect, open, lineOf, forget, close }
}

/** The address of a file that somebody on the platform sent. */
export function fileOf({ event }: Pick<Entry, 'event'>): string | null {
  const told = event.type === 'message' || event.type === 'edit' || event.type === 'echo'
  return told && event.message.type === 'media' ? event.message.url : null
}

const identityOf = ({ conversation }: Entry) => conversation.slice(0, conversation.lastIndexOf('#'))
/** `channel/name` of `channel/name/address` */
const accountOf = (identity: string) => identity.split('/', 2).join('/')
const keyOf = (identity: string, url: string) =>
  createHash('sha256').update(`${identity}\n${url}`).digest('base64url')
const missing = (reason: string): Kept => ({ blob: null, type: '', size: 0, reason: reason.slice(0, 500) })
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
