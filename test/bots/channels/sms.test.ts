import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sms } from '../../../bots/channels/sms.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import { paramsOf } from '../../../bots/platforms/twilio/params.ts'
import type { TwilioCall } from '../../../bots/platforms/twilio/render.ts'
import { faults, sending, startTwilioApi } from '../../doubles/twilio-api.ts'
import { expected } from '../../fixtures/sms/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { messages } from './messages.ts'
import { account, delivery, form, request } from './twilio-forms.ts'

const settings = account
const folder = new URL('../../fixtures/sms/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const url = '/hooks/sms/shop'

channelContract({
  channel: sms,
  settings,
  genuine: (json) => delivery(url, form(json)),
  forged: (json) => {
    const body = form(json)
    const { 'x-twilio-signature': right = '' } = delivery(url, body).headers
    return {
      'without a signature': request(url, body),
      'of another token': delivery(url, body, { token: 'another-token' }),
      'of another address': delivery(url, body, { at: 'https://other.example' }),
      'of another path': { ...delivery(url, body), url: '/hooks/sms/other' },
      'with a parameter more': { ...delivery(url, body), body: Buffer.from(`${body}&Body=more`) },
      'half of a signature': request(url, body, right.slice(0, 14)),
      'a signature in other letters': request(url, body, right.toLowerCase()),
    }
  },
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_kind')],
  batch: null,
  shown,
  buttonBytes: 200,
  platform: async () => {
    const api = await startTwilioApi(account)
    const how = { ...faults, silent: 'hang', closed: 'close' } as const
    return {
      settings: { ...settings, apiBase: api.url },
      fail: (name) => {
        api.calls.length = 0
        api.fail(how[name], sending)
      },
      arrived: () => api.arrived(({ path }) => sending.test(path)),
      close: api.close,
    }
  },
})

function shown({ body, media, buttons = [] }: TwilioCall): Shown {
  return { [media === undefined ? 'text' : 'caption']: body, buttons }
}

const to = { id: '+15005550101', address: null, author: 'bot', key: 'k', language: 'en' } as const
const rendered = (message: Message) => sms.render(message, to)

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('who wrote', () => {
  test('is the number, and the one of ours that was written to is told', async () => {
    const [item] = await sms.parse(delivery(url, form(fixture('text'))), settings)
    expect(item?.from).toEqual({ id: '+15005550101' })
    expect(item?.account).toBe('+15005550006')
    expect(item?.raw).toEqual(expect.objectContaining({ FromCity: 'EXAMPLETON' }))
  })
  test('of a receipt is the customer whom it went to', async () => {
    const [item] = await sms.parse(delivery(url, form(fixture('status_delivered'))), settings)
    expect(item).toMatchObject({ from: { id: '+15005550101' }, by: 'system' })
  })
  test('is told by the address of a GET as well', async () => {
    const address = `${url}?${form(fixture('text'))}`
    const got = { ...delivery(address, ''), method: 'GET' }
    expect(sms.verify(got, settings)).toBe(true)
    expect(await sms.parse(got, settings)).toHaveLength(1)
  })
})

describe('a call', () => {
  test('has no marks, and typographic ones only where they cost nothing', () => {
    const dear = `**It’s here** – ${'x'.repeat(60)}`
    expect(rendered({ type: 'text', text: dear })[0]?.body).toBe(`It's here - ${'x'.repeat(60)}`)
    expect(rendered({ type: 'text', text: 'It’s here 🙂' })[0]?.body).toBe('It’s here 🙂')
  })
  test('sends files by address, and else their address as words', () => {
    const send = (address: string) =>
      rendered({ type: 'media', kind: 'image', url: address, alt: 'A *lamp*' })
    expect(send('https://shop.example/a.png')).toEqual([
      { to: to.id, body: 'A lamp', media: 'https://shop.example/a.png' },
    ])
    expect(send('/files/7')).toEqual([{ to: to.id, body: 'A lamp\n/files/7' }])
  })
})

test('of any message Twilio takes every part, with buttons or without', () => {
  fc.assert(
    fc.property(
      messages,
      fc.constantFrom<string[]>([], ['HX1', 'HX2', 'HX3']),
      (message, choiceTemplates) => {
        for (const part of fitted(message, sms.limits))
          for (const call of rendered(part)) {
            const params = paramsOf(call, { ...settings, choiceTemplates }, '')
            expect(params.Body ?? '').toSatisfy((body: string) => body.length <= 1600)
            expect(params.Body?.trim() || params.MediaUrl || params.ContentSid).toBeTruthy()
          }
      },
    ),
  )
})

test('an account says why it is off', () => {
  const { accountSid, authToken, from, ...rest } = settings
  expect(sms.off(settings)).toBeNull()
  expect(sms.off({ ...rest, authToken, from })).toContain('SMS_ACCOUNT_SID is not set')
  expect(sms.off({ ...rest, accountSid, from })).toContain('SMS_AUTH_TOKEN is not set')
  expect(sms.off({ ...rest, accountSid, authToken })).toContain('SMS_FROM is not set')
})
