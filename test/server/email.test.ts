import { createServer } from 'node:net'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { most } from '../../bots/platforms/email/brake.ts'
import { signature } from '../../bots/platforms/email/signature.ts'
import { type Arrived, faults, type MailServer, startMailServer } from '../doubles/mail-server.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const hookSecret = 'a-secret-for-the-hook'
const own = 'support@shop.example'
let platform: MailServer
let parley: Opened
let port: number
beforeAll(async () => {
  platform = await startMailServer()
  port = await freePort()
  parley = await opened({
    EMAIL_ADDRESS: own,
    EMAIL_SMTP_URL: platform.url,
    EMAIL_USER: platform.user,
    EMAIL_PASSWORD: platform.password,
    EMAIL_LISTEN_PORT: `${port}`,
    EMAIL_HOOK_SECRET: hookSecret,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

/** A customer writes, by SMTP. */
async function write(from: string, id: string, text: string, more: Record<string, string> = {}, to = own) {
  const sender = nodemailer.createTransport({ host: '127.0.0.1', port })
  const { subject = 'A question', inReplyTo = '', ...headers } = more
  await sender
    .sendMail({
      from,
      to,
      subject,
      text,
      messageId: `<${id}@customer.example>`,
      headers,
      ...(inReplyTo ? { inReplyTo } : {}),
    })
    .finally(() => sender.close())
}

function post(id: string, text: string, signedWith = hookSecret) {
  const raw = Buffer.from(
    `From: Eve <eve@customer.example>\r\nTo: ${own}\r\nSubject: By a script\r\nMessage-ID: <${id}@customer.example>\r\n\r\n${text}\r\n`,
  )
  const at = `${Math.floor(Date.now() / 1000)}`
  return fetch(`${parley.url}/hooks/email/default`, {
    method: 'POST',
    headers: {
      'content-type': 'message/rfc822',
      'x-parley-timestamp': at,
      'x-parley-signature': signature(signedWith, at, raw),
    },
    body: raw,
  })
}

const got = (address: string) => platform.mails.filter(({ recipient }) => recipient === address)
const answered = (address: string, count = 1) =>
  until(() => (got(address).length >= count ? got(address) : null)).then(
    (all) => all.at(-1) ?? expect.unreachable(),
  )
const replyTo = (mail: Arrived) => mail.replyTo?.value[0]?.address ?? ''

/** The thread's identity, by the token in the address that answers it. */
const identityOf = (mail: Arrived) => `email/default/${/\+c_([a-z2-7]{16})_/.exec(replyTo(mail))?.[1]}`

async function events(identity: string) {
  const entries = await parley.store.entries({ identity }, { after: 0, limit: 200 })
  return entries.map(({ event }) => event)
}

test('a question is answered once in its thread, though it comes twice, and an answer joins it', async () => {
  for (let times = 0; times < 2; times++)
    await write('Mira <mira@customer.example>', 'q1', 'when do you open?')
  const answer = await answered('mira@customer.example')
  expect(answer).toMatchObject({
    subject: 'Re: A question',
    inReplyTo: '<q1@customer.example>',
    text: expect.stringContaining('open from Monday'),
  })
  expect(got('mira@customer.example')).toHaveLength(1)

  const quoted = `how long does delivery take?\n\nOn 21.09.2026, Shop wrote:\n> ${answer.text}`
  await write('Mira <mira@customer.example>', 'q2', quoted, { subject: 'Re: A question' }, replyTo(answer))
  expect((await answered('mira@customer.example', 2)).text).toContain('working days')
  const identity = identityOf(answer)
  const said = (await events(identity)).flatMap((event) => (event.type === 'message' ? [event.message] : []))
  expect(said).toEqual([
    { type: 'text', text: 'A question\n\nwhen do you open?' },
    { type: 'text', text: 'how long does delivery take?' },
  ])
})

test('a mail by the webhook is answered, and one with a wrong signature is refused', async () => {
  expect((await post('eve1', 'let me in', 'another-secret-of-ours')).status).toBe(401)
  expect((await post('eve1', 'when do you open? {[('.repeat(40))).status).toBe(200)
  const large = await post('eve2', `how long does delivery take?\r\n${'x'.repeat(2_000_000)}`)
  expect(large.status).toBe(200)
  await answered('eve@customer.example', 2)
})

test('what the mail server refuses is shown with the reason', async () => {
  platform.fail(faults.refused)
  await write('noah@customer.example', 'n1', 'when do you open?')
  const dead = await until(async () => {
    const ids = (await parley.store.conversations({ order: 'recent', limit: 50 })).map(({ id }) => id)
    for (const conversation of ids) {
      const [job] = await parley.store.jobs({ conversation, status: 'dead', limit: 9 })
      if (job) return { conversation, job }
    }
    return null
  })
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(dead.conversation)).body.pending).toEqual([
    expect.objectContaining({
      status: 'dead',
      reason: 'The mail server said: 554 5.6.0 This is not to our liking',
    }),
  ])
})

test('a bounce is told as what became of our mail, and nothing more goes to an address that there is not', async () => {
  await write('gone@customer.example', 'g1', 'when do you open?')
  const answer = await answered('gone@customer.example')
  const report = [
    'From: MAILER-DAEMON@mx.example',
    `To: ${own}`,
    'Message-ID: <bounce@mx.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b\r\nContent-Type: message/delivery-status\r\n',
    'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n',
    '--b\r\nContent-Type: text/rfc822-headers\r\n',
    `Message-ID: ${answer.messageId}`,
    '\r\n--b--\r\n',
  ].join('\r\n')
  const sender = nodemailer.createTransport({ host: '127.0.0.1', port })
  await sender.sendMail({ envelope: { from: '', to: own }, raw: report }).finally(() => sender.close())
  const identity = identityOf(answer)
  const receipt = await until(async () => (await events(identity)).find(({ type }) => type === 'receipt'))
  expect(receipt).toMatchObject({ status: 'failed', reason: '550 5.1.1 No such user', id: answer.messageId })
  await until(async () => (await parley.store.identity(identity))?.refused.includes('reachable'))
})

test('an automatic reply is kept in its thread and not answered', async () => {
  await write('ooo@customer.example', 'o1', 'when do you open?')
  const answer = await answered('ooo@customer.example')
  const identity = identityOf(answer)
  await write(
    'ooo@customer.example',
    'o2',
    'I am away.',
    { 'Auto-Submitted': 'auto-replied' },
    replyTo(answer),
  )
  await until(async () =>
    (await events(identity)).some(
      (event) => event.type === 'unsupported' && event.kind === 'automatic reply',
    ),
  )
  // What is asked after it is answered, so what came before it would have been too.
  await write('ooo@customer.example', 'o3', 'how long does delivery take?', {}, replyTo(answer))
  await answered('ooo@customer.example', 2)
  expect(got('ooo@customer.example')).toHaveLength(2)
})

test('a talk between two machines comes to an end by itself', async () => {
  const robot = 'robot@customer.example'
  let read = 0
  await write(robot, 'r0', 'when do you open?')
  await until(async () => {
    const mail = got(robot)[read]
    if (mail === undefined) return false
    read++
    await write(robot, `r${read}`, 'when do you open?', {}, replyTo(mail))
    return read === most
  })
  const identity = identityOf(got(robot)[0] ?? expect.unreachable())
  const failed = await until(async () => (await events(identity)).find(({ type }) => type === 'failed'))
  expect(failed).toMatchObject({
    class: 'permanent',
    reason: expect.stringContaining('talking with a machine'),
  })
  expect(got(robot)).toHaveLength(most)
})

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
