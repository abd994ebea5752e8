import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type ConnectionNeeds, DeliveryError, type Inbound } from '../../channel.ts'
import { check } from './check.ts'
import { type Envelope, inbound } from './inbound.ts'
import { readMailbox } from './mailbox.ts'
import type { EmailCall } from './render.ts'
import { createSender } from './send.ts'
import { openServer } from './server.ts'
import type { EmailSettings } from './settings.ts'

/** Opens an e-mail address: it sends, and receives from a mailbox and by a mail server of its own, as it is set. */
export function connect(settings: EmailSettings, needs: ConnectionNeeds): Connection<EmailCall> {
  const sender = createSender(settings, needs)
  const closing = new AbortController()
  let running: Promise<unknown> = Promise.resolve()

  /** Does it again whenever it ends, until the connection is closed; waits longer after each failure. */
  async function persist(task: string, step: () => Promise<void>): Promise<void> {
    let pause = 1000
    while (!closing.signal.aborted) {
      const began = needs.clock()
      const reason = await step().then(() => 'it ended', words)
      if (closing.signal.aborted) return
      if (needs.clock() - began > 60_000) pause = 1000
      needs.log.warn({ reason, again: pause }, `E-mail: ${task} failed`)
      await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      pause = Math.min(pause * 2, 300_000)
    }
  }

  async function listen(receive: (items: Inbound[]) => Promise<void>): Promise<void> {
    const take = async (raw: Buffer, envelope?: Envelope) => {
      const items = await inbound(raw, settings, envelope)
      if (items.length > 0) await receive(items)
    }
    const { signal } = closing
    const { log } = needs
    const tasks: Promise<void>[] = []
    if (settings.imapUrl !== undefined)
      tasks.push(
        persist('reading the mailbox', () =>
          readMailbox(settings, {
            take: (raw, cut) => take(raw, cut ? { from: '', to: [], cut } : undefined),
            log,
            signal,
          }),
        ),
      )
    if (settings.listenPort !== undefined)
      tasks.push(
        persist('listening for mail', async () => {
          const server = await openServer(settings, { take, log })
          log.info({ port: server.port }, 'listening for mail')
          await new Promise<void>((done) => {
            if (signal.aborted) done()
            signal.addEventListener('abort', () => done(), { once: true })
          })
          await server.close()
        }),
      )
    running = Promise.all(tasks)
    await running
  }

  return {
    async send(calls, { key, signal }) {
      let id: string | null = null
      for (const [index, call] of calls.entries())
        id = await sender.send(call, index === 0 ? key : `${key}/${index}`, signal)
      if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id }
    },
    listen,
    check: () => check(settings, sender.verify, needs.webhook),
    async close() {
      closing.abort()
      await running
      sender.close()
    },
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
