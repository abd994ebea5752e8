import { createServer, type Socket } from 'node:net'

/** A mailbox that a test can put mail into and look at; `stop` and `start` are what a restart of its server is. */
export interface Mailbox {
  url: string
  user: string
  password: string
  put(raw: Buffer): Promise<void>
  /** How many mails are still unread. */
  unread(): Promise<number>
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** The tag of the IDLE that waits, and how many mails were told; null before the mailbox was opened. */
interface Session {
  idle: string | null
  told: number | null
}

/**
 * A small IMAP server with one mailbox: the commands that a client needs who reads what is unread, marks it and
 * waits for more. Source: RFC 3501, and RFC 2177 for IDLE.
 */
export async function startMailbox(): Promise<Mailbox & { refuseLogin(): void; asked: string[] }> {
  const mails: { raw: Buffer; seen: boolean }[] = []
  const sockets = new Map<Socket, Session>()
  const asked: string[] = []
  const [user, password] = ['support@shop.example', 'invented-password']
  let port = 0
  let refuses = false

  const server = createServer((socket) => {
    const session: Session = { idle: null, told: null }
    sockets.set(socket, session)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE] Ready\r\n')
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        answer(socket, session, text.slice(0, end))
        text = text.slice(end + 2)
      }
    })
  })

  function answer(socket: Socket, session: Session, line: string): void {
    if (session.idle !== null) {
      socket.write(`${session.idle} OK Done\r\n`)
      session.idle = null
      return
    }
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    asked.push(`${command.toUpperCase()} ${command.toUpperCase() === 'LOGIN' ? '' : rest}`.trim())
    const reply = (...lines: string[]) => {
      socket.write(Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'))
      tell(socket, session)
    }
    switch (command.toUpperCase()) {
      case 'LOGIN':
        if (refuses || rest.replaceAll('"', '') !== `${user} ${password}`)
          return void reply(`${tag} NO [AUTHENTICATIONFAILED] The password is wrong`)
        return void reply(`${tag} OK Welcome`)
      case 'CAPABILITY':
        return void reply('* CAPABILITY IMAP4rev1 IDLE', `${tag} OK Done`)
      case 'LIST':
        return void reply('* LIST (\\HasNoChildren) "/" INBOX', `${tag} OK Done`)
      case 'SELECT':
        if (!/^"?INBOX"?$/i.test(rest)) return void reply(`${tag} NO There is no such mailbox`)
        session.told = mails.length
        return void reply(
          `* ${mails.length} EXISTS`,
          '* FLAGS (\\Seen)',
          '* OK [PERMANENTFLAGS (\\Seen)] Limited',
          '* OK [UIDVALIDITY 1] Valid',
          `* OK [UIDNEXT ${mails.length + 1}] Next`,
          `${tag} OK [READ-WRITE] Selected`,
        )
      case 'UID SEARCH': {
        const unseen = mails.flatMap(({ seen }, index) => (seen ? [] : [index + 1]))
        return void reply(['* SEARCH', ...unseen].join(' '), `${tag} OK Done`)
      }
      case 'UID FETCH':
        return void reply(...fetched(rest), `${tag} OK Done`)
      case 'UID STORE': {
        const mail = mails[Number.parseInt(rest, 10) - 1]
        if (mail && /\\Seen/i.test(rest)) mail.seen = true
        return void reply(`${tag} OK Done`)
      }
      case 'IDLE':
        session.idle = tag
        return void reply('+ idling')
      case 'LOGOUT':
        return void socket.end(`* BYE\r\n${tag} OK Done\r\n`)
      case 'NOOP':
        return void reply(`${tag} OK Done`)
      default:
        return void reply(`${tag} BAD This is not spoken here`)
    }
  }

  /** Servers tell of new mail while a client waits, and after its commands. */
  function tell(socket: Socket, session: Session): void {
    if (session.told === null || session.told === mails.length) return
    session.told = mails.length
    socket.write(`* ${mails.length} EXISTS\r\n`)
  }

  function fetched(rest: string): string[] {
    const uid = Number.parseInt(rest, 10)
    const mail = mails[uid - 1]
    if (mail === undefined) return []
    const text = mail.raw.toString('latin1')
    const head = text.slice(0, text.indexOf('\r\n\r\n') + 4)
    if (/BODY(?:\.PEEK)?\[HEADER\]/i.test(rest))
      return [`* ${uid} FETCH (UID ${uid} BODY[HEADER] {${head.length}}\r\n${head})`]
    if (/BODY(?:\.PEEK)?\[\]/i.test(rest))
      return [`* ${uid} FETCH (UID ${uid} BODY[] {${text.length}}\r\n${text})`]
    return [`* ${uid} FETCH (UID ${uid} RFC822.SIZE ${text.length})`]
  }

  async function start(): Promise<void> {
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
    const bound = server.address()
    port = typeof bound === 'object' && bound !== null ? bound.port : port
  }

  async function stop(): Promise<void> {
    const closed = new Promise((done) => server.close(done))
    for (const socket of sockets.keys()) socket.destroy()
    await closed
  }

  await start()
  return {
    url: `imap://127.0.0.1:${port}`,
    user,
    password,
    asked,
    refuseLogin: () => {
      refuses = true
    },
    async put(raw) {
      mails.push({ raw, seen: false })
      for (const [socket, session] of sockets) if (session.idle !== null) tell(socket, session)
    },
    unread: async () => mails.filter(({ seen }) => !seen).length,
    start,
    stop,
    close: stop,
  }
}
