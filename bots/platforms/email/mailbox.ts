import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import type { Log } from '../../channel.ts'
import { isLocal } from './send.ts'
import { type EmailSettings, largest } from './settings.ts'

/** Takes one raw mail; `cut` when only its head was fetched, since the rest is too large. Returns once it is stored. */
export type TakeMail = (raw: Buffer, cut: boolean) => Promise<void>

/**
 * Reads a mailbox until the connection ends: what is unread is taken, and marked as read only once it was, so that
 * nothing is lost when Parley stops in between; then it waits for more. Throws when the connection fails, or after
 * a pass that left mail behind.
 */
export async function readMailbox(
  settings: EmailSettings,
  needs: { take: TakeMail; log: Log; signal: AbortSignal },
): Promise<void> {
  const { take, log, signal } = needs
  const client = new ImapFlow(serverOf(settings))
  let news = Promise.withResolvers<void>()
  let ended = false
  const wake = () => news.resolve()
  client.on('exists', wake)
  client.on('error', (error: Error) => log.debug({ reason: error.message }, 'the mailbox was disconnected'))
  client.on('close', () => {
    ended = true
    wake()
  })
  const stop = () => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    await client.mailboxOpen(settings.mailbox)
    while (!signal.aborted) {
      news = Promise.withResolvers<void>()
      if (ended) throw new Error('The mail server closed the connection.')
      await pass()
      client.idle().catch(wake)
      const look = setTimeout(wake, longestWait)
      await news.promise
      clearTimeout(look)
    }
  } finally {
    signal.removeEventListener('abort', stop)
    client.close()
  }

  /** Takes all that is unread; one mail that cannot be taken holds no other back. */
  async function pass(): Promise<void> {
    let failed: unknown = null
    for (const uid of (await client.search({ seen: false }, { uid: true })) || []) {
      if (signal.aborted) return
      try {
        const found = await client.fetchOne(`${uid}`, { size: true }, { uid: true })
        const cut = found !== false && (found.size ?? 0) > largest
        const query = cut ? { headers: true } : { source: true }
        const mail = await client.fetchOne(`${uid}`, query, { uid: true })
        const raw = mail === false ? undefined : cut ? mail.headers : mail.source
        if (raw === undefined) continue // somebody else moved it away
        await take(raw, cut)
        await client.messageFlagsAdd(`${uid}`, ['\\Seen'], { uid: true })
      } catch (error) {
        if (ended) throw error
        failed = error
      }
    }
    if (failed !== null) throw failed
  }
}

/** It is looked again after this, ms, though nothing was told: some servers forget to. */
const longestWait = 300_000

/** Whether the mailbox can be read; throws in words when not. */
export async function tryMailbox(settings: EmailSettings): Promise<void> {
  const client = new ImapFlow(serverOf(settings))
  client.on('error', () => undefined) // `connect` throws it as well
  try {
    await client.connect()
    await client.mailboxOpen(settings.mailbox)
  } finally {
    client.close()
  }
}

function serverOf({ imapUrl = '', user = '', password = '' }: EmailSettings): ImapFlowOptions {
  const { protocol, hostname, port } = new URL(imapUrl)
  const secure = protocol === 'imaps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    // A password travels only over a secure line, or within the machine.
    ...(secure || isLocal(hostname) ? {} : { doSTARTTLS: true }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: 240_000, // below the five minutes after which some routers forget a connection
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 300_000,
    maxLiteralSize: largest + 1_000_000,
  }
}
