import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/twilio/connect.ts'
import { render } from '../../../../bots/platforms/twilio/render.ts'
import { faults, sending, startTwilioApi, type TwilioApi } from '../../../doubles/twilio-api.ts'
import { needs } from '../../channels/contract.ts'
import { account } from '../../channels/twilio-forms.ts'

const to = { id: '+15005550101', address: null, author: 'bot', key: 'k', language: 'en' } as const
const options = { key: 'k', signal: new AbortController().signal }
const webhook = 'https://chat.example/hooks/sms/shop'

let api: TwilioApi
beforeEach(async () => {
  api = await startTwilioApi(account)
})
afterEach(async () => {
  await api.close()
})

type Settings = Parameters<typeof connect>[0]
const open = (more: Partial<Settings> = {}, other: Partial<typeof needs> = {}) =>
  connect(
    { ...account, apiBase: api.url, ...more },
    { ...needs, ...other },
    more.messagingBase === undefined ? '' : 'whatsapp:',
  )
const whatsapp = (more: Partial<Settings> = {}) => open({ messagingBase: api.url, ...more })
const rendered = (message: Message) => render(message, to)
const hello = rendered({ type: 'text', text: 'Hello' })
const choose = (count: number, text = 'Which?') =>
  rendered({
    type: 'choices',
    text,
    choices: ['a', 'b', 'c'].slice(0, count).map((value) => ({ value, text: value.toUpperCase() })),
    of: 'v1',
  })

test('sends from the number, and asks for receipts at the public address', async () => {
  expect((await open({}, { webhook }).send(hello, options)).id).toBe('SM1001')
  await open().send(hello, options)
  await whatsapp({ from: 'MG01' }).send(hello, options)
  expect(api.sends()).toEqual([
    { To: '+15005550101', From: '+15005550006', Body: 'Hello', StatusCallback: webhook },
    { To: '+15005550101', From: '+15005550006', Body: 'Hello' },
    { To: 'whatsapp:+15005550101', MessagingServiceSid: 'MG01', Body: 'Hello' },
  ])
})

test('shows choices as buttons where there is a template for so many, and else numbered', async () => {
  const choiceTemplates = ['HX1', 'HX2']
  await whatsapp({ choiceTemplates }).send(choose(2), options)
  await whatsapp({ choiceTemplates }).send(choose(3), options)
  await whatsapp().send(choose(2), options)
  await whatsapp({ choiceTemplates }).send(choose(2, 'x'.repeat(1025)), options)
  const [two, three, none, long] = api.sends()
  expect(two?.ContentSid).toBe('HX2')
  expect(JSON.parse(two?.ContentVariables ?? '')).toEqual({
    1: 'Which?',
    2: 'A',
    3: 'v1|a',
    4: 'B',
    5: 'v1|b',
  })
  expect(two).not.toHaveProperty('Body')
  expect(three?.Body).toBe('Which?\n\n1. A\n2. B\n3. C')
  expect(none?.Body).toBe('Which?\n\n1. A\n2. B')
  expect(long?.Body).toContain('1. A')
})

test('takes three numbered choices under the longest text', async () => {
  await whatsapp().send(
    rendered({
      type: 'choices',
      text: 'x'.repeat(1500),
      choices: ['a', 'b', 'c'].map((value) => ({ value, text: value.repeat(20) })),
    }),
    options,
  )
  expect(api.sends()[0]?.Body?.length).toBeLessThanOrEqual(1600)
})

test('sends files and places', async () => {
  await whatsapp().send(
    rendered({ type: 'media', kind: 'image', url: 'https://shop.example/a.png' }),
    options,
  )
  await whatsapp().send(rendered({ type: 'location', latitude: 1.5, longitude: 2, label: 'Shop' }), options)
  const [file, place] = api.sends()
  expect(file).toMatchObject({ MediaUrl: 'https://shop.example/a.png' })
  expect(file).not.toHaveProperty('Body')
  expect(place).toMatchObject({ Body: 'Shop', PersistentAction: 'geo:1.5,2|Shop' })
})

test.each([
  [21617, 400, 'permanent', 'longer than 1600'],
  [63016, 400, 'window', 'approved templates'],
  [63032, 400, 'blocked', 'does not let us'],
  [21610, 400, 'blocked', 'STOP'],
  [63014, 400, 'blocked', 'blocked us'],
  [30008, 400, 'retry', 'Twilio said: 30008'],
  [63018, 400, 'retry', 'Twilio said: 63018'],
  [21606, 400, 'account', 'Twilio said: 21606'],
  [20003, 401, 'account', 'Twilio said: 20003'],
] as const)('tells apart what %i means', async (code, status, kind, words) => {
  api.fail({ status, body: JSON.stringify({ code, message: 'as Twilio puts it' }) }, sending)
  await expect(open().send(hello, options)).rejects.toMatchObject({
    class: kind,
    message: expect.stringContaining(words),
  })
})

test('is unknown when the answer is none of Twilio', async () => {
  api.fail({ status: 200, body: '<html>a proxy</html>' }, sending)
  await expect(open().send(hello, options)).rejects.toMatchObject({ class: 'unknown' })
})

test('keeps the auth token and what was said out of every error', async () => {
  for (const fault of ['close', faults.refused, faults.account] as const) {
    api.fail(fault, sending)
    const error: unknown = await open()
      .send(rendered({ type: 'text', text: 'my secret wish' }), options)
      .catch((thrown: unknown) => thrown)
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('DeliveryError')
    expect(told).not.toContain(account.authToken)
    expect(told).not.toContain('my secret wish')
  }
})

test('marks typing on the message that is answered, on WhatsApp alone', async () => {
  await whatsapp().typing?.({ ...to, address: { message: 'SM7' } })
  await whatsapp().typing?.(to)
  api.fail('close', /Typing/)
  await whatsapp().typing?.({ ...to, address: { message: 'SM8' } })
  const bodies = api.calls.map(({ path, body }) => [path, body])
  expect(bodies).toEqual([
    ['/v2/Indicators/Typing.json', 'messageId=SM7&channel=whatsapp'],
    ['/v2/Indicators/Typing.json', 'messageId=SM8&channel=whatsapp'],
  ])
  expect(open().typing).toBeUndefined()
})

test('fetches a file the customer sent, with the credentials for Twilio alone', async () => {
  api.keep('ME03', 'bytes of a picture')
  const file = await open().media?.('twilio:AC01/MM02/ME03', options.signal)
  expect(file?.type).toBe('image/png')
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  expect(api.calls.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false])
  await expect(open().media?.('twilio:AC01/MM02/ME04', options.signal)).rejects.toThrow(
    'did not give the file',
  )
  for (const url of ['https://shop.example/a.png', 'twilio:../AC01/x', 'twilio:AC01'])
    await expect(open().media?.(url, options.signal)).rejects.toThrow('no file of Twilio')
})

test('does not follow a file to an address that is not safe', async () => {
  api.fail({ status: 307, headers: { location: 'http://127.0.0.1:1/inside' } }, /Media/)
  await expect(open().media?.('twilio:AC01/MM02/ME03', options.signal)).rejects.toThrow(
    'not at a safe address',
  )
})

test('tells in words what does not work', async () => {
  const rows = async (more: Partial<Settings> = {}, at: string | null = webhook) =>
    (await open(more, { webhook: at }).check?.()) ?? []
  expect((await rows())[1]?.help).toBe(
    `Twilio delivers nowhere. Set the webhook of +15005550006 to ${webhook} in the Twilio console.`,
  )
  api.number.sms_url = webhook
  expect((await rows()).map(({ ok }) => ok)).toEqual([true, true])
  expect(await rows({ from: 'MG01' })).toEqual([{ name: 'Account', ok: true }])
  expect((await rows({}, null))[1]?.help).toContain('PUBLIC_URL')
  api.state.status = 'suspended'
  expect((await rows())[0]?.help).toContain('suspended')
  expect(await rows({ authToken: 'wrong' })).toEqual([
    { name: 'Account', ok: false, help: expect.stringContaining('Twilio console') },
  ])
})
