import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { email } from '../../../bots/channels/email.ts'
import type { Message } from '../../../bots/message.ts'
import type { EmailCall } from '../../../bots/platforms/email/render.ts'
import type { EmailSettings } from '../../../bots/platforms/email/settings.ts'
import { signature } from '../../../bots/platforms/email/signature.ts'
import { faults, startMailServer } from '../../doubles/mail-server.ts'
import { expected, mail, secret, thread } from '../../fixtures/email/expected.ts'
import { channelContract } from './contract.ts'

const hookSecret = 'a-secret-for-the-hook'
const settings: EmailSettings = {
  address: 'support@shop.example',
  name: 'Example Shop',
  smtpUrl: 'smtp://127.0.0.1:9',
  mailbox: 'INBOX',
  listenHost: '127.0.0.1',
  plusAddresses: true,
  hookSecret,
  secret,
}
const folder = new URL('../../fixtures/email/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.eml') ? [file.slice(0, -4)] : []))

/** A mail as the lines of JSON, so that the contract can spoil it line by line. */
const body = (name: string) => JSON.stringify(mail(name).toString('latin1').split('\r\n'))

function rawOf(json: string): Buffer {
  try {
    const lines: unknown = JSON.parse(json)
    if (Array.isArray(lines)) {
      const words = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      return Buffer.from(words.join('\r\n'), 'latin1')
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return Buffer.from(json)
}

function delivery(raw: Buffer, { by = hookSecret, age = 0, given = '' } = {}): WebhookRequest {
  const at = `${Math.floor(Date.now() / 1000) - age}`
  const headers = { 'x-parley-timestamp': at, 'x-parley-signature': given || signature(by, at, raw) }
  return { method: 'POST', url: '/hooks/email/shop', query: {}, headers, body: raw }
}

const address = {
  to: 'mira@customer.example',
  name: 'Mira Sample',
  subject: 'AW: Re: Where is my order?',
  id: '<2@customer.example>',
  references: ['<1@customer.example>', '<2@customer.example>'],
}

channelContract<EmailSettings, EmailCall>({
  channel: { ...email, render: (message, to) => email.render(message, { ...to, id: thread, address }) },
  settings,
  genuine: (json) => delivery(rawOf(json)),
  forged: (json) => {
    const raw = rawOf(json)
    const good = delivery(raw)
    const right = good.headers['x-parley-signature'] ?? ''
    return {
      'without a signature': { ...good, headers: { ...good.headers, 'x-parley-signature': undefined } },
      'without a time': { ...good, headers: { ...good.headers, 'x-parley-timestamp': undefined } },
      'of another secret': delivery(raw, { by: 'another-secret-of-ours' }),
      'of another mail': { ...good, body: Buffer.concat([raw, Buffer.from(' ')]) },
      'of another time': { ...good, headers: { ...good.headers, 'x-parley-timestamp': '1790000000' } },
      'of long ago': delivery(raw, { age: 301 }),
      'of the future': delivery(raw, { age: -302 }),
      'half of a signature': delivery(raw, { given: right.slice(0, 30) }),
      'a signature in capitals': delivery(raw, { given: right.toUpperCase() }),
    }
  },
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: body(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [body('list'), body('empty')],
  batch: null,
  shown: ({ text }) => ({ text }),
  buttonBytes: 0,
  platform: async () => {
    const server = await startMailServer()
    const { user, password, url } = server
    return {
      settings: { ...settings, smtpUrl: url, user, password },
      fail: (how) => server.fail(faults[how]),
      arrived: server.arrived,
      close: server.close,
    }
  },
})

const to: Recipient = { id: thread, address, author: 'bot', key: 'k', language: 'en' }
const rendered = (message: Message, by: Partial<Recipient> = {}) => email.render(message, { ...to, ...by })[0]
const items = (name: string) => email.parse(delivery(mail(name)), settings)

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('nothing is believed without a secret', () => {
  const { hookSecret: _, ...without } = settings
  expect(email.verify(delivery(mail('text'), { by: '' }), without)).toBe(false)
})

describe('a thread', () => {
  test.each([
    ['reply_token', true],
    ['reply_token_capitals', true],
    ['reply_reference', true],
    ['reply_subject', true],
    ['automatic', true],
    ['bounce_unknown', true],
    ['text', false],
    ['reply_forged', false],
    ['reply_by_sender_only', false],
    ['bounce_foreign', false],
  ])('is found by a signed token only: %s', async (name, joins) => {
    const [item] = await items(name)
    expect(item?.from.id === thread).toBe(joins)
    expect(item?.from.id).toMatch(/^[a-z2-7]{16}$/)
  })

  test('is none of another account', async () => {
    const [item] = await email.parse(delivery(mail('reply_token')), {
      ...settings,
      secret: 'another-secret-of-it',
    })
    expect(item?.from.id).not.toBe(thread)
  })

  test('is the same when the mail comes again, and another for another sender', async () => {
    const [one] = await items('text')
    const [again] = await items('text')
    const other = mail('text').toString('latin1').replace('mira@', 'mirra@')
    const [foreign] = await email.parse(delivery(Buffer.from(other, 'latin1')), settings)
    expect(again?.from.id).toBe(one?.from.id)
    expect(foreign?.from.id).not.toBe(one?.from.id)
  })

  test('knows who wrote, and where and how to answer', async () => {
    const [item] = await items('reply_token')
    expect(item?.from).toEqual({ id: thread, name: 'Mira Sample' })
    expect(item?.address).toMatchObject({
      to: 'mira@customer.example',
      subject: 'Re: Where is my order?',
      id: '<reply_token@customer.example>',
    })
    expect((await items('japanese'))[0]?.from).toMatchObject({ name: '山田', language: 'ja' })
  })

  test('answers where a mail asks to, and never itself', async () => {
    const asks = (reply: string) =>
      email.parse(
        delivery(
          Buffer.from(mail('text').toString('latin1').replace('To:', `Reply-To: ${reply}\r\nTo:`), 'latin1'),
        ),
        settings,
      )
    expect((await asks('Mira <home@customer.example>'))[0]?.address).toMatchObject({
      to: 'home@customer.example',
    })
    expect((await asks('support+x@shop.example'))[0]?.address).toMatchObject({ to: 'mira@customer.example' })
  })
})

describe('what machines send', () => {
  const machines = Object.entries(expected).flatMap(([name, [first]]) =>
    first?.event.type === 'unsupported' && name !== 'empty' ? [name] : [],
  )
  test.each(machines)('is kept, answered by nobody, and no place to answer to: %s', async (name) => {
    const all = await items(name)
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({ by: 'system', quiet: true })
    expect(all[0]).not.toHaveProperty('address')
    expect(all[0]?.from).not.toHaveProperty('name')
  })
})

test('the whole mail is kept beside what is new', async () => {
  const [item] = await items('reply_token')
  expect(JSON.stringify(item?.raw)).toContain('> What is your order number?')
})

test('files come with their bytes, under the address that their message names', async () => {
  const all = await items('files')
  expect(all.map(({ files }) => files?.[0]?.url)).toEqual(
    all.map(({ event }) =>
      event.type === 'message' && event.message.type === 'media' ? event.message.url : undefined,
    ),
  )
  expect(Buffer.from(all[1]?.files?.[0]?.body ?? []).toString()).toBe('%PDF-1.4\n')
})

test('more files than twenty are told by their number', async () => {
  const part = (index: number) =>
    `--b\r\nContent-Disposition: attachment; filename=${index}.txt\r\n\r\n${index}\r\n`
  const head =
    'From: a@b.example\r\nMessage-ID: <many@b.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
  const raw = Buffer.from(`${head}${Array.from({ length: 23 }, (_, index) => part(index)).join('')}--b--\r\n`)
  const all = await email.parse(delivery(raw), settings)
  expect(all.filter(({ files }) => files)).toHaveLength(20)
  expect(all.at(-1)?.event).toEqual({ type: 'unsupported', kind: '3 more files' })
})

describe('a mail', () => {
  test('is words and simple HTML, and answers the newest of its thread', () => {
    expect(rendered({ type: 'text', text: '**Hello** <b>\nsee https://shop.example/a' })).toEqual({
      thread,
      to: { address: 'mira@customer.example', name: 'Mira Sample' },
      subject: 'Re: Where is my order?',
      inReplyTo: '<2@customer.example>',
      references: address.references,
      text: 'Hello <b>\nsee https://shop.example/a',
      html: '<!doctype html><html><body><div dir="auto"><b>Hello</b> &lt;b&gt;<br>see <a href="https://shop.example/a">https://shop.example/a</a></div></body></html>',
      automatic: true,
      agent: '',
    })
  })
  test('tells whether a person wrote it, and who', () => {
    const hello: Message = { type: 'text', text: 'Hello' }
    expect(rendered(hello, { author: 'parley' })).toMatchObject({ automatic: true })
    expect(rendered(hello, { author: 'agent:7', name: 'Ann' })).toMatchObject({
      automatic: false,
      agent: 'Ann',
    })
  })
  test('has its link once', () => {
    const text = '[here](https://shop.example/a) and [https://shop.example](https://shop.example)'
    expect(rendered({ type: 'text', text })?.html.match(/<a /g)).toHaveLength(2)
  })
})

test('an account says why it is off', () => {
  const { address: own, smtpUrl, hookSecret: hook, ...rest } = settings
  const both = { ...rest, address: own ?? '', smtpUrl: smtpUrl ?? '' }
  expect(email.off(settings)).toBeNull()
  expect(email.off({ ...rest, hookSecret: hook ?? '' })).toContain('EMAIL_ADDRESS is not set')
  expect(email.off({ ...rest, address: own ?? '' })).toContain('EMAIL_SMTP_URL is not set')
  expect(email.off(both)).toContain('Nothing is received')
  expect(email.off({ ...both, listenPort: 25 })).toBeNull()
  expect(email.off({ ...both, imapUrl: 'imaps://imap.shop.example' })).toContain('EMAIL_USER is not set')
})
