import { readFile } from 'node:fs/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Log } from '../../channel.ts'
import type { Envelope } from './inbound.ts'
import { type EmailSettings, isOwn, largest } from './settings.ts'

/** Takes one raw mail; returns once it is stored. */
export type TakeDelivery = (raw: Buffer, envelope: Envelope) => Promise<void>

/**
 * Parley's own mail server, for one address: a mail is accepted once it is stored, and the sender keeps it and tries
 * again for days when we are in trouble. It relays nothing. Throws when it cannot listen.
 */
export async function openServer(
  settings: EmailSettings,
  needs: { take: TakeDelivery; log: Log },
): Promise<{ port: number; close(): Promise<void> }> {
  const { tlsCert, tlsKey, listenPort, listenHost } = settings
  const secure = tlsCert !== undefined && tlsKey !== undefined
  const server = new SMTPServer({
    ...(secure ? { cert: await readFile(tlsCert), key: await readFile(tlsKey) } : {}),
    disabledCommands: secure ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    banner: 'Parley',
    size: largest,
    logger: false,
    disableReverseLookup: true,
    maxClients: 100,
    maxRecipients: 50,
    socketTimeout: 60_000,
    closeTimeout: 2000,
    onRcptTo: ({ address }, _, done) =>
      done(isOwn(address, settings) ? null : refusal(550, '5.1.1 There is no such address here')),
    onData: (stream, session, done) =>
      void receive(stream, session).then(
        () => done(null, '2.0.0 It is stored'),
        (error: unknown) => done(isRefusal(error) ? error : trouble(error)),
      ),
  })

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const parts: Buffer[] = []
    let size = 0
    // All is read, so that the sender hears the answer; what is too much is let go.
    for await (const part of stream) {
      const bytes = Buffer.from(part)
      size += bytes.length
      if (size <= largest) parts.push(bytes)
    }
    if (size > largest || stream.sizeExceeded)
      throw refusal(552, `5.3.4 A mail may have ${largest} bytes at the most`)
    const { mailFrom, rcptTo } = session.envelope
    const from = mailFrom === false ? '' : `<${mailFrom.address}>`
    await needs.take(Buffer.concat(parts), { from, to: rcptTo.map(({ address }) => address) })
  }

  function trouble(error: unknown): Error {
    const reason = error instanceof Error ? error.message : String(error)
    needs.log.warn({ reason }, 'a mail could not be stored; its sender is asked to try again')
    return refusal(451, '4.3.0 It could not be stored. Try again later')
  }

  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(listenPort, listenHost, () => {
      server.off('error', fail)
      done()
    })
  })
  server.on('error', (error) => needs.log.debug({ reason: error.message }, 'a sender of mail went away'))
  const bound = server.server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    close: () => new Promise<void>((done) => server.close(() => done())),
  }
}

function refusal(responseCode: number, text: string): Error & { responseCode: number } {
  return Object.assign(new Error(text), { responseCode })
}

function isRefusal(error: unknown): error is Error & { responseCode: number } {
  return error instanceof Error && 'responseCode' in error
}
