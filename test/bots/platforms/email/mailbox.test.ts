import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, Inbound } from '../../../../bots/channel.ts'
import { email } from '../../../../bots/channels/email.ts'
import type { EmailCall } from '../../../../bots/platforms/email/render.ts'
import type { EmailSettings } from '../../../../bots/platforms/email/settings.ts'
import { hasDovecot, startDovecot } from '../../../doubles/dovecot.ts'
import { type Mailbox, startMailbox } from '../../../doubles/mailbox.ts'
import { mail, secret } from '../../../fixtures/email/expected.ts'
import { needs } from '../../channels/contract.ts'

if (!hasDovecot)
  console.warn('Skipped: dovecot is not here (apt-get install dovecot-imapd), or this is not root')

const settings: EmailSettings = {
  address: 'support@shop.example',
  smtpUrl: 'smtp://127.0.0.1:9',
  mailbox: 'INBOX',
  listenHost: '127.0.0.1',
  plusAddresses: true,
  secret,
}

describe.each([
  ['a small server', startMailbox, true],
  ['dovecot', startDovecot, hasDovecot],
] as const)('a mailbox of %s', (_, open, here) => {
  let mailbox: Mailbox
  beforeEach(async () => {
    if (here) mailbox = await open()
  })
  afterEach(() => mailbox?.close())

  function listening(receive: (items: Inbound[]) => Promise<void>): Connection<EmailCall> {
    const { url: imapUrl, user, password } = mailbox
    const connection = email.connect({ ...settings, imapUrl, user, password }, needs)
    void connection.listen?.(receive)
    return connection
  }

  /** A receiver that remembers, and tells when it has this many; what comes twice is one. */
  function keeper() {
    const kept = new Set<string>()
    const waiting = new Set<() => void>()
    return {
      kept,
      receive: async (items: Inbound[]) => {
        for (const { once } of items) kept.add(once)
        for (const look of waiting) look()
      },
      has: (count: number) =>
        new Promise<void>((done) => {
          const look = () => kept.size >= count && done()
          waiting.add(look)
          look()
        }),
    }
  }

  test.runIf(here)('gives what lies there and what comes, and each is marked once it was taken', async () => {
    const { kept, receive, has } = keeper()
    await mailbox.put(mail('text'))
    const connection = listening(receive)
    await has(1)
    await mailbox.put(mail('reply_token'))
    await has(2)
    await mailbox.put(mail('html'))
    await has(3)
    await connection.close()
    expect([...kept]).toEqual([
      '<text@customer.example>',
      '<reply_token@customer.example>',
      '<html@customer.example>',
    ])
    // The last mark is set after the mail was taken: a new start must find none, or take it again.
    expect(await mailbox.unread()).toBeLessThanOrEqual(1)
  })

  test.runIf(here)('keeps what could not be stored, and the mail behind it is not held back', async () => {
    const first = Promise.withResolvers<void>()
    const { kept, receive, has } = keeper()
    let refused = 0
    await mailbox.put(mail('signature'))
    await mailbox.put(mail('phone'))
    const connection = listening(async (items) => {
      if (items[0]?.once === '<signature@customer.example>' && refused++ === 0) {
        first.resolve()
        throw new Error('the disk is full')
      }
      await receive(items)
    })
    await first.promise
    await has(2)
    expect([...kept]).toEqual(['<phone@customer.example>', '<signature@customer.example>'])
    await connection.close()
  })

  test.runIf(here)('is read on after its server was away', async () => {
    const { kept, receive, has } = keeper()
    const connection = listening(receive)
    await mailbox.put(mail('reply_html'))
    await has(1)
    await mailbox.stop()
    await mailbox.put(mail('raw_8bit'))
    await mailbox.start()
    await has(2)
    expect([...kept]).toEqual(['<reply_html@customer.example>', '<raw_8bit@customer.example>'])
    await connection.close()
  })

  test.runIf(here)('is looked at by the check, which tells what to do', async () => {
    const rows = (more: Partial<EmailSettings>) =>
      email.connect({ ...settings, imapUrl: mailbox.url, user: mailbox.user, ...more }, needs).check?.()
    const good = await rows({ password: mailbox.password })
    expect(good?.find(({ name }) => name === 'Mailbox')).toEqual({ name: 'Mailbox', ok: true })
    expect(good?.find(({ name }) => name === 'Sending')).toMatchObject({
      ok: false,
      help: expect.stringContaining('cannot be reached'),
    })
    const wrong = await rows({ password: 'another' })
    expect(wrong?.find(({ name }) => name === 'Mailbox')).toMatchObject({
      ok: false,
      help: expect.stringContaining('the password'),
    })
    const folder = await rows({ password: mailbox.password, mailbox: 'Nowhere' })
    expect(folder?.find(({ name }) => name === 'Mailbox')?.help).toContain('a folder Nowhere')
  })
})
