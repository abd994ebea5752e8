import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Mailbox } from './mailbox.ts'

const program = '/usr/sbin/dovecot'

/** Whether Debian's dovecot-imapd is here, and may be started: only root may. */
export const hasDovecot = existsSync(program) && userInfo().uid === 0

/** Somebody else's IMAP server, with one Maildir in a folder of its own. */
export async function startDovecot(): Promise<Mailbox> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-dovecot-'))
  const maildir = join(folder, 'mail')
  const port = await freePort()
  const [user, password] = ['support@shop.example', 'invented-password']
  for (const name of ['new', 'cur', 'tmp']) await mkdir(join(maildir, name), { recursive: true })
  for (const path of [folder, maildir, ...['new', 'cur', 'tmp'].map((name) => join(maildir, name))])
    await chmod(path, 0o777)
  await writeFile(join(folder, 'dovecot.conf'), configuration({ folder, maildir, port, user, password }))
  let running: ChildProcess | null = null
  let number = 0

  async function start(): Promise<void> {
    running = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
    while (!(await answers(port))) await new Promise((done) => setTimeout(done, 20))
  }

  async function stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (running === null || running.exitCode !== null) return
    running.once('exit', () => resolve())
    running.kill()
    await promise
  }

  await start()
  return {
    url: `imap://127.0.0.1:${port}`,
    user,
    password,
    start,
    stop,
    // As a mail server delivers: written aside, and moved when it is whole.
    async put(raw) {
      const name = `${1_790_000_000 + ++number}.M${number}.shop`
      await writeFile(join(maildir, 'tmp', name), raw, { mode: 0o666 })
      await rename(join(maildir, 'tmp', name), join(maildir, 'new', name))
    },
    async unread() {
      const files = [...(await readdir(join(maildir, 'new'))), ...(await readdir(join(maildir, 'cur')))]
      return files.filter((name) => !/:2,.*S/.test(name)).length
    },
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configuration(at: {
  folder: string
  maildir: string
  port: number
  user: string
  password: string
}): string {
  return `
base_dir = ${at.folder}/run
state_dir = ${at.folder}/state
log_path = ${at.folder}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${at.maildir}
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
mailbox_idle_check_interval = 1s
auth_failure_delay = 0
passdb {
  driver = static
  args = user=${at.user} password=${at.password}
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${at.folder}
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${at.port}
  }
  inet_listener imaps {
    port = 0
  }
}
`
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
