import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export type MailServer = Awaited<ReturnType<typeof startMailServer>>

/** At which step a mail is refused, and with what; or the connection is closed, or nothing is said any more. */
export type MailFault = { at: 'login' | 'recipient' | 'data'; code: number; text: string } | 'close' | 'hang'

/** What mail servers answer when they refuse. */
export const faults = {
  busy: { at: 'recipient', code: 450, text: '4.7.1 Greylisted, try again in 14 seconds' },
  broken: { at: 'data', code: 451, text: '4.3.0 Trouble here' },
  refused: { at: 'data', code: 554, text: '5.6.0 This is not to our liking' },
  blocked: { at: 'recipient', code: 550, text: '5.1.1 There is no such user' },
  account: { at: 'login', code: 535, text: '5.7.8 The password is wrong' },
  large: { at: 'data', code: 552, text: '5.3.4 Too large' },
  relay: { at: 'recipient', code: 554, text: '5.7.1 Relay access denied' },
  silent: 'hang',
  closed: 'close',
} as const satisfies Record<string, MailFault>

export interface Arrived extends ParsedMail {
  recipient: string
  raw: string
}

/** A stand-in for a provider's mail server on a random port, with one user. `mails` are what it took, in order. */
export async function startMailServer({
  user = 'support@shop.example',
  password = 'invented-password',
} = {}) {
  const mails: Arrived[] = []
  const waiting = new Set<() => void>()
  const plans: MailFault[] = []
  let tries = 0

  const planned = (at: 'login' | 'recipient' | 'data') => {
    const [plan] = plans
    const now = plan !== undefined && (typeof plan === 'string' ? at === 'data' : plan.at === at)
    return now ? plans.shift() : undefined
  }
  const error = (fault: MailFault) =>
    typeof fault === 'string'
      ? new Error(fault)
      : Object.assign(new Error(fault.text), { responseCode: fault.code })

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth(auth, _, done) {
      const fault = planned('login')
      if (fault) return done(error(fault))
      const right = auth.username === user && auth.password === password
      return right ? done(null, { user }) : done(error(faults.account))
    },
    onRcptTo(_, __, done) {
      const fault = planned('recipient')
      done(fault ? error(fault) : null)
    },
    onData(stream, session, done) {
      void (async () => {
        const parts: Buffer[] = []
        for await (const part of stream) parts.push(Buffer.from(part))
        tries++
        const fault = planned('data')
        if (fault === undefined) {
          const raw = Buffer.concat(parts)
          const recipient = session.envelope.rcptTo[0]?.address ?? ''
          mails.push({ ...(await simpleParser(raw)), recipient, raw: raw.toString('latin1') })
        }
        for (const look of waiting) look()
        if (fault === 'hang') return
        if (fault === 'close') return void closeAll()
        if (fault) done(error(fault))
        else done()
      })()
    },
  })
  server.on('error', () => undefined) // a client that goes away is part of the tests
  function closeAll() {
    for (const connection of server.connections) connection.close()
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    user,
    password,
    mails,
    /** Makes the next mail fail. */
    fail: (fault: MailFault) => void plans.push(fault),
    /** When one more mail than now was handed over, taken or not. */
    arrived: (): Promise<void> => {
      const before = tries
      return new Promise((done) => {
        const look = () => {
          if (tries === before) return
          waiting.delete(look)
          done()
        }
        waiting.add(look)
      })
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      closeAll()
      await closed
    },
  }
}
