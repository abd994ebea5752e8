import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whatsapp } from '../../../bots/channels/whatsapp.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import { paramsOf } from '../../../bots/platforms/twilio/params.ts'
import type { TwilioCall } from '../../../bots/platforms/twilio/render.ts'
import { faults, sending, startTwilioApi } from '../../doubles/twilio-api.ts'
import { expected } from '../../fixtures/whatsapp/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { messages } from './messages.ts'
import { account, delivery, form, request } from './twilio-forms.ts'

const settings = {
  ...account,
  contentBase: 'http://127.0.0.1:9',
  messagingBase: 'http://127.0.0.1:9',
}
const folder = new URL('../../fixtures/whatsapp/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const url = '/hooks/whatsapp/shop'

channelContract({
  channel: whatsapp,
  settings,
  genuine: (json) => delivery(url, form(json)),
  forged: (json) => {
    const body = form(json)
    const { 'x-twilio-signature': right = '' } = delivery(url, body).headers
    return {
      'without a signature': request(url, body),
      'of another token': delivery(url, body, { token: 'another-token' }),
      'of another address': delivery(url, body, { at: 'https://other.example' }),
      'of another path': { ...delivery(url, body), url: '/hooks/whatsapp/other' },
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
      late: () => api.fail({ status: 400, body: '{"code":63016,"message":"too late"}' }, sending),
      arrived: () => api.arrived(({ path }) => sending.test(path)),
      close: api.close,
    }
  },
})

function shown({ body, media, buttons = [] }: TwilioCall): Shown {
  return { [media === undefined ? 'text' : 'caption']: body, buttons }
}

const to = { id: '+15005550101', address: null, author: 'bot', key: 'k', language: 'en' } as const
const rendered = (message: Message) => whatsapp.render(message, to)

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('who wrote', () => {
  const item = async (name: string) => (await whatsapp.parse(delivery(url, form(fixture(name))), settings))[0]

  test('is the number, with a name, and the message is kept for typing marks', async () => {
    const told = await item('text')
    expect(told?.from).toEqual({ id: '+15005550101', name: 'Mira Okafor' })
    expect(told?.account).toBe('+15005550006')
    expect(told?.address).toEqual({ message: 'SM00000000000000000000000000000019' })
  })
  test('has a user id beside the number', async () => {
    expect((await item('text_user_id'))?.from).toMatchObject({
      id: '+15005550102',
      aliases: ['US.100200300400'],
    })
  })
  test('of a receipt is the customer whom it went to', async () => {
    expect((await item('status_read'))?.from).toEqual({ id: '+15005550101' })
  })
})

describe('a call', () => {
  test('carries choices with their visit', () => {
    const choices = [{ value: 'late', text: 'It is late' }]
    expect(rendered({ type: 'choices', text: '*What?*', choices, of: 'v12' })).toEqual([
      { to: to.id, body: 'What?', buttons: [{ text: 'It is late', data: 'v12|late' }] },
    ])
  })
  test('says after a sound what it is', () => {
    const sound = { type: 'media', kind: 'audio', url: 'https://shop.example/a.mp3' } as const
    expect(rendered({ ...sound, alt: 'Rain' })).toEqual([
      { to: to.id, body: '', media: sound.url },
      { to: to.id, body: 'Rain' },
    ])
    expect(rendered(sound)).toHaveLength(1)
  })
})

test('a free message may be sent for a day', () => {
  expect(whatsapp.limits.window).toEqual({ botHours: 24, agentHours: 24 })
})

test('of any message Twilio takes every part, with buttons or without', () => {
  fc.assert(
    fc.property(
      messages,
      fc.constantFrom<string[]>([], ['HX1', 'HX2', 'HX3']),
      (message, choiceTemplates) => {
        for (const part of fitted(message, whatsapp.limits))
          for (const call of rendered(part)) {
            const params = paramsOf(call, { ...settings, choiceTemplates }, 'whatsapp:')
            expect(params.Body ?? '').toSatisfy((body: string) => body.length <= 1600)
            expect(params.Body?.trim() || params.MediaUrl || params.ContentSid).toBeTruthy()
          }
      },
    ),
  )
})

test('an account says why it is off', () => {
  const { accountSid: _, ...rest } = settings
  expect(whatsapp.off(settings)).toBeNull()
  expect(whatsapp.off(rest)).toContain('WHATSAPP_ACCOUNT_SID is not set')
})
