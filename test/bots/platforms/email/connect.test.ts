import { fileURLToPath } from 'node:url'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, DeliveryError, Recipient } from '../../../../bots/channel.ts'
import { email } from '../../../../bots/channels/email.ts'
import { most } from '../../../../bots/platforms/email/brake.ts'
import { failure } from '../../../../bots/platforms/email/failure.ts'
import type { EmailCall } from '../../../../bots/platforms/email/render.ts'
import { openServer } from '../../../../bots/platforms/email/server.ts'
import { type EmailSettings, largest } from '../../../../bots/platforms/email/settings.ts'
import { token } from '../../../../bots/platforms/email/token.ts'
import { faults, type MailServer, startMailServer } from '../../../doubles/mail-server.ts'
import { mail, secret, thread } from '../../../fixtures/email/expected.ts'
import { needs } from '../../channels/contract.ts'

let server: MailServer
let settings: EmailSettings
beforeAll(async () => {
  server = await startMailServer()
  settings = {
    address: 'support@shop.example',
    name: 'Example Shop',
    smtpUrl: server.url,
    user: server.user,
    password: server.password,
    mailbox: 'INBOX',
    listenHost: '127.0.0.1',
    plusAddresses: true,
    secret,
  }
})
afterAll(() => server.close())
beforeEach(() => void server.mails.splice(0))

const to: Recipient = {
  id: thread,
  address: {
    to: 'mira@customer.example',
    name: 'Mira Sample',
    subject: 'Where is my order?',
    id: '<2@customer.example>',
    references: ['<1@customer.example>', '<2@customer.example>'],
  },
  author: 'bot',
  key: 'k',
  language: 'en',
}

async function send(by: Partial<Recipient> = {}, more: Partial<EmailSettings> = {}, key = 'job/1') {
  const connection = email.connect({ ...settings, ...more }, needs)
  const sent = await sendBy(connection, by, key).finally(() => connection.close())
  return { sent, mail: server.mails.at(-1) }
}

function sendBy(connection: Connection<EmailCall>, by: Partial<Recipient> = {}, key = 'job/1') {
  const calls = email.render({ type: 'text', text: 'It is **late**.' }, { ...to, ...by })
  return connection.send(calls, { key, signal: new AbortController().signal })
}

describe('a mail', () => {
  test('comes in the thread it answers, and its answer is known by a token', async () => {
    const { sent, mail } = await send()
    expect(mail).toMatchObject({
      recipient: 'mira@customer.example',
      messageId: sent.id,
      inReplyTo: '<2@customer.example>',
      references: ['<1@customer.example>', '<2@customer.example>'],
      subject: 'Re: Where is my order?',
      text: 'It is late.',
      html: expect.stringContaining('<b>late</b>'),
    })
    expect(mail?.from?.text).toBe('"Example Shop" <support@shop.example>')
    expect(mail?.replyTo?.value[0]?.address).toBe(`support+${token.issue(secret, thread)}@shop.example`)
    expect(token.read(secret, mail?.messageId ?? '')).toBe(thread)
  })

  test('has the same Message-ID at every try, and another for another job', async () => {
    const first = await send()
    const again = await send()
    const other = await send({}, {}, 'job/2')
    expect(again.sent.id).toBe(first.sent.id)
    expect(other.sent.id).not.toBe(first.sent.id)
  })

  test('of a machine says so, and one of a person names the person', async () => {
    expect((await send({ author: 'parley' })).mail?.headers.get('auto-submitted')).toBe('auto-replied')
    const { mail } = await send({ author: 'agent:7', name: 'Ann' })
    expect(mail?.headers.get('auto-submitted')).toBeUndefined()
    expect(mail?.from?.value[0]?.name).toBe('Ann (Example Shop)')
  })

  test('carries the token in its subject where addresses take no plus', async () => {
    const { mail } = await send({}, { plusAddresses: false })
    expect(mail?.replyTo?.value[0]?.address).toBe('support@shop.example')
    expect(mail?.subject).toBe(`Re: Where is my order? [${token.issue(secret, thread)}]`)
  })

  test('to nobody who is known is not sent', async () => {
    await expect(send({ address: null })).rejects.toMatchObject({ class: 'permanent' })
  })
})

describe('a refusal', () => {
  const refused = (more: Partial<EmailSettings> = {}): Promise<DeliveryError> =>
    send({}, more).then(
      () => expect.unreachable('it was sent'),
      (error) => error,
    )
  test.each([
    ['large', 'permanent'],
    ['relay', 'account'],
    ['busy', 'retry'],
  ] as const)('is told apart: %s is %s', async (how, kind) => {
    server.fail(faults[how])
    expect(await refused()).toMatchObject({ class: kind })
  })
  test('is none while the server cannot be reached', async () => {
    const error = await refused({ smtpUrl: 'smtp://127.0.0.1:1' })
    expect(error.class).toBe('retry')
    expect(error.message).toContain('ECONNREFUSED')
  })
  test('of a password is told without it', async () => {
    const error = await refused({ password: 'a-wrong-password' })
    expect(error.class).toBe('account')
    expect(error.message).not.toContain('a-wrong-password')
  })
  test.each([
    ['421 4.7.0 Try again later', 'retry', undefined],
    ['450 4.7.1 Greylisted, try again in 5 minutes', 'retry', 300_000],
    ['452 4.2.2 The mailbox is full', 'retry', undefined],
    ['550 No such user here', 'blocked', undefined],
    ['550 5.7.1 Delivery not authorized, message refused', 'blocked', undefined],
    ['550 5.1.8 Sender address rejected', 'account', undefined],
    ['554 5.7.1 Relay access denied', 'account', undefined],
    ['530 5.7.0 Authentication required', 'account', undefined],
    ['554 5.6.0 Spam', 'permanent', undefined],
  ])('is what it says: %s', (response, kind, after) => {
    const responseCode = Number(response.slice(0, 3))
    expect(failure(Object.assign(new Error('no'), { response, responseCode }))).toMatchObject({
      class: kind,
      after,
    })
  })
})

test('a talk with a machine that does not say it is one comes to an end', async () => {
  const connection = email.connect(settings, needs)
  for (let number = 0; number < most; number++) await sendBy(connection, {}, `job/${number}`)
  await expect(sendBy(connection)).rejects.toMatchObject({ class: 'permanent' })
  await expect(sendBy(connection, { author: 'agent:7' })).resolves.toBeTruthy()
  await connection.close()
})

describe('the own mail server', () => {
  const pem = (name: string) => fileURLToPath(new URL(`../../../fixtures/email/${name}.pem`, import.meta.url))
  const taken: { text: string; to: string[]; from: string }[] = []
  let trouble = false
  let own: Awaited<ReturnType<typeof openServer>>
  beforeAll(async () => {
    own = await openServer(
      { ...settings, listenPort: 0, tlsCert: pem('tls-cert'), tlsKey: pem('tls-key') },
      {
        log: needs.log,
        take: async (raw, { from, to }) => {
          if (trouble) throw new Error('the disk is full')
          taken.push({ text: raw.toString('latin1'), from, to })
        },
      },
    )
  })
  afterAll(() => own.close())
  beforeEach(() => {
    trouble = false
    taken.length = 0
  })

  const hand = (raw: Buffer, recipient = 'support@shop.example', ignoreTLS = false) => {
    const sender = nodemailer.createTransport({
      host: '127.0.0.1',
      port: own.port,
      ignoreTLS,
      tls: { rejectUnauthorized: false },
    })
    return sender
      .sendMail({ envelope: { from: 'mira@customer.example', to: recipient }, raw })
      .finally(() => sender.close())
  }

  test('takes mail to the address, also with a token, with TLS and without', async () => {
    await hand(mail('text'))
    await hand(mail('text'), `Support+${token.issue(secret, thread)}@SHOP.example`, true)
    expect(taken).toMatchObject([
      { from: '<mira@customer.example>', to: ['support@shop.example'] },
      { to: [`Support+${token.issue(secret, thread)}@shop.example`] },
    ])
    expect(taken[0]?.text).toContain('I ordered a lamp')
  })
  test('takes none for others', async () => {
    await expect(hand(mail('text'), 'boss@shop.example')).rejects.toMatchObject({ responseCode: 550 })
    await expect(hand(mail('text'), 'support@other.example')).rejects.toMatchObject({ responseCode: 550 })
  })
  test('asks to try again while it cannot be stored', async () => {
    trouble = true
    await expect(hand(mail('text'))).rejects.toMatchObject({ responseCode: 451 })
    trouble = false
    await hand(mail('text'))
    expect(taken).toHaveLength(1)
  })
  test('refuses what is too large, and says so after all of it', async () => {
    const huge = Buffer.concat([mail('text'), Buffer.alloc(largest, 'a\r\n')])
    await expect(hand(huge)).rejects.toMatchObject({ responseCode: 552 })
    expect(taken).toHaveLength(0)
  })
})

test('the check tells what works and what to do, of each way that is set', async () => {
  const taken = await openServer(
    { ...settings, listenPort: 0 },
    { log: needs.log, take: async () => undefined },
  )
  const rows = async (more: Partial<EmailSettings>) => {
    const connection = email.connect({ ...settings, hookSecret: 'a-secret-for-the-hook', ...more }, needs)
    const found = (await connection.check?.()) ?? []
    await connection.close()
    return new Map(found.map((row) => [row.name, row]))
  }
  const good = await rows({ listenPort: taken.port })
  expect([...good.keys()]).toEqual(['Address', 'Sending', 'Own mail server', 'Webhook'])
  expect(good.get('Sending')).toEqual({ name: 'Sending', ok: true })
  expect(good.get('Own mail server')).toEqual({ name: 'Own mail server', ok: true })
  expect(good.get('Webhook')?.help).toContain('PUBLIC_URL')
  await taken.close()
  const bad = await rows({ listenPort: taken.port, password: 'another' })
  expect(bad.get('Sending')?.help).toContain('535 5.7.8 The password is wrong')
  expect(bad.get('Own mail server')?.help).toContain(`port ${taken.port}`)
})
