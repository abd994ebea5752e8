import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { whatsappCloud } from '../../../bots/channels/whatsapp-cloud.ts'
import type { Message } from '../../../bots/message.ts'
import type { WhatsAppCall } from '../../../bots/platforms/whatsapp-cloud/render.ts'
import { faults, graphError, startGraphApi } from '../../doubles/graph-api.ts'
import { expected } from '../../fixtures/whatsapp-cloud/expected.ts'
import { channelContract, type Shown } from './contract.ts'

const settings = {
  token: 'EAAB-invented-token',
  phoneNumberId: '700100000000001',
  appSecret: 'an-app-secret-of-ours',
  verifyToken: 'meatyhamhock',
  apiBase: 'http://127.0.0.1:9',
  version: 'v26.0',
}
const folder = new URL('../../fixtures/whatsapp-cloud/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const signed = (body: string, secret = settings.appSecret) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

channelContract({
  channel: whatsappCloud,
  settings,
  genuine: (body) => delivery(body, signed(body)),
  forged: (body) => ({
    'without a signature': delivery(body),
    'signed with another secret': delivery(body, signed(body, 'another')),
    'signed for another body': delivery(body, signed(`${body} `)),
    'without the name of the algorithm': delivery(body, signed(body).slice(7)),
    'half of the signature': delivery(body, signed(body).slice(0, 40)),
    'an empty signature': delivery(body, ''),
    'a signature that is no text': delivery(body, `sha256=${'é'.repeat(64)}`),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_message'), fixture('unsupported'), fixture('order_empty')],
  batch: { body: fixture('batch_bad_item'), good: 2 },
  shown,
  buttonBytes: 200,
  platform: async () => {
    const api = await startGraphApi()
    const how = { ...faults, blocked: faults.refused }
    return {
      tellsNoBlock: true, // nothing tells for certain that a customer blocked a number
      late: () => api.fail(graphError(400, 131047, 'Re-engagement message')),
      settings: { ...settings, apiBase: api.url },
      fail: (name) => {
        api.calls.length = 0
        api.fail(how[name])
      },
      arrived: () => api.arrived(({ path }) => path.endsWith('/messages')),
      close: api.close,
    }
  },
})

function delivery(body: string, signature?: string): WebhookRequest {
  const headers = { 'x-hub-signature-256': signature }
  return { method: 'POST', url: '/hooks/whatsapp-cloud/shop', query: {}, headers, body: Buffer.from(body) }
}

interface Shape {
  text?: { body: string }
  image?: { caption?: string }
  video?: { caption?: string }
  document?: { caption?: string }
  location?: { name?: string }
  interactive?: {
    body: { text: string }
    action: {
      buttons?: { reply: { id: string; title: string } }[]
      sections?: { rows: { id: string; title: string }[] }[]
    }
  }
}

function shown(call: WhatsAppCall): Shown {
  const { text, image, video, document, location, interactive }: Shape = JSON.parse(JSON.stringify(call))
  const caption = image?.caption ?? video?.caption ?? document?.caption ?? location?.name
  const words = text?.body ?? interactive?.body.text
  const { buttons = [], sections = [] } = interactive?.action ?? {}
  const all = [...buttons.map(({ reply }) => reply), ...sections.flatMap(({ rows }) => rows)]
  return {
    ...(words === undefined ? {} : { text: words }),
    ...(caption === undefined ? {} : { caption }),
    buttons: all.map(({ id, title }) => ({ text: title, data: id })),
  }
}

const to: Recipient = {
  id: '351910000001',
  address: { to: '351910000001', message: 'wamid.1' },
  author: 'bot',
  key: 'k',
  language: 'pt-PT',
}
const rendered = (message: Message, more: Partial<Recipient> = {}) =>
  whatsappCloud.render(message, { ...to, ...more })
const choices = (...labels: string[]) => labels.map((text, index) => ({ value: `c${index}`, text }))

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('who wrote', () => {
  const items = (name: string) => whatsappCloud.parse(delivery(fixture(name)), settings)
  const first = async (name: string) => (await items(name))[0]

  test('is the phone number, with the user id beside it, and answered there', async () => {
    expect(await first('text_user_id')).toMatchObject({
      from: { id: '351910000001', aliases: ['PT.70010001'], name: 'Mira Okafor' },
      address: { to: '351910000001', message: 'wamid.4' },
    })
  })
  test('is the user id of those who hide their number', async () => {
    expect(await first('text_no_number')).toMatchObject({
      from: { id: 'PT.70010002', name: 'Tomás' },
      address: { recipient: 'PT.70010002', message: 'wamid.5' },
    })
  })
  test('is a group, and the member stays in what is raw', async () => {
    const item = await first('text_group')
    expect(item?.from).toEqual({ id: 'group-7', group: true })
    expect(item?.raw).toMatchObject({ from: '351910000001' })
  })
  test('is the same person with a new number, or a new user id', async () => {
    expect(await first('number_changed')).toMatchObject({
      from: { id: '351910000001', aliases: ['PT.70010009', '351910000009'] },
      address: { to: '351910000009' },
    })
    expect(await first('user_id_changed')).toMatchObject({
      from: { id: 'PT.70010001', aliases: ['PT.70010008'] },
      address: { recipient: 'PT.70010008' },
    })
    expect((await first('user_id_update'))?.from.aliases).toEqual(['PT.70010001', 'PT.70010008'])
  })
  test('wrote at the time of WhatsApp, to the number that is told when it is another', async () => {
    const [one, two] = await items('two_numbers')
    expect(one?.at).toBe('2026-09-21T14:22:10.000Z')
    expect(one?.account).toBeUndefined()
    expect(two?.account).toBe('700100000000002')
  })
})

test('keeps what a message cost, and the ad that led here', async () => {
  const [delivered] = await whatsappCloud.parse(delivery(fixture('statuses')), settings)
  expect(delivered?.raw).toEqual({ pricing: { billable: true, pricing_model: 'PMP', category: 'service' } })
  const [ad] = await whatsappCloud.parse(delivery(fixture('text_from_ad')), settings)
  expect(ad?.raw).toMatchObject({ referral: { source_id: '7' } })
})

describe('a handshake', () => {
  const asked = (query: Record<string, string>) =>
    whatsappCloud.answer?.({ ...delivery(''), method: 'GET', query }, settings)
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'meatyhamhock' }

  test('is answered with its challenge, as text', () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    expect(asked(query)).toEqual({ status: 200, headers, body: '1158201444' })
  })
  test('is refused without our word', () => {
    expect(asked({ ...query, 'hub.verify_token': 'meatyham' })).toEqual({ status: 403 })
    expect(asked({ ...query, 'hub.mode': 'unsubscribe' })).toEqual({ status: 403 })
    expect(asked({})).toEqual({ status: 403 })
    const { verifyToken: _, ...without } = settings
    const request = { ...delivery(''), method: 'GET', query: { ...query, 'hub.verify_token': '' } }
    expect(whatsappCloud.answer?.(request, without)).toEqual({ status: 403 })
  })
  test('is no delivery', () => {
    expect(whatsappCloud.answer?.(delivery('{}'), settings)).toBeNull()
  })
})

describe('a call', () => {
  test('says words plainly, to the number', () => {
    expect(rendered({ type: 'text', text: 'See **this**' })).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '351910000001',
        type: 'text',
        text: { body: 'See this' },
      },
    ])
  })
  test('goes to the user id where there is no number, and to the identity where nothing is known', () => {
    const hello: Message = { type: 'text', text: 'Hi' }
    expect(rendered(hello, { address: { recipient: 'PT.7' } })[0]).toMatchObject({ recipient: 'PT.7' })
    expect(rendered(hello, { address: null })[0]).toMatchObject({ to: '351910000001' })
    expect(rendered(hello, { address: null, id: 'PT.7' })[0]).toMatchObject({ recipient: 'PT.7' })
  })
  test('shows up to three short choices as buttons, and others as a list', () => {
    const ask = (...labels: string[]) =>
      rendered({ type: 'choices', text: 'What?', choices: choices(...labels), of: 'v12' })[0]?.interactive
    expect(ask('Late', 'Other')).toEqual({
      type: 'button',
      body: { text: 'What?' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'v12|c0', title: 'Late' } },
          { type: 'reply', reply: { id: 'v12|c1', title: 'Other' } },
        ],
      },
    })
    expect(ask('a', 'b', 'c', 'd')).toMatchObject({
      type: 'list',
      action: { button: 'Escolher', sections: [{ rows: [{ id: 'v12|c0', title: 'a' }, {}, {}, {}] }] },
    })
    expect(ask('It has not arrived yet', 'b')).toMatchObject({ type: 'list' })
    expect(ask('Same', 'Same')).toMatchObject({ type: 'list' })
  })
  test('says a long text before its buttons', () => {
    const calls = rendered({ type: 'choices', text: 'a'.repeat(1025), choices: choices('Yes', 'No') })
    expect(calls.map(({ type }) => type)).toEqual(['text', 'interactive'])
    expect(calls[1]).toMatchObject({ interactive: { body: { text: 'Yes / No' } } })
  })
  test('sends files by address or by their id at WhatsApp, and else their address as words', () => {
    const send = (kind: 'image' | 'audio' | 'file', url: string) =>
      rendered({ type: 'media', kind, url, name: 'a.pdf', alt: 'A *lamp*' })
    expect(send('image', 'https://shop.example/a.png')[0]).toMatchObject({
      type: 'image',
      image: { link: 'https://shop.example/a.png', caption: 'A lamp' },
    })
    expect(send('file', 'whatsapp:9002')[0]).toMatchObject({
      type: 'document',
      document: { id: '9002', caption: 'A lamp', filename: 'a.pdf' },
    })
    expect(send('audio', 'whatsapp:9003').map(({ type }) => type)).toEqual(['audio', 'text'])
    expect(send('image', '/files/7')[0]).toMatchObject({ text: { body: 'A lamp\n/files/7' } })
  })
  test('shows a card with its picture above the buttons', () => {
    const card = { type: 'card', title: 'Lamp', text: 'Warm', image: 'https://shop.example/a.png' } as const
    expect(rendered({ ...card, choices: choices('Buy') })[0]?.interactive).toMatchObject({
      type: 'button',
      header: { type: 'image', image: { link: 'https://shop.example/a.png' } },
      body: { text: 'Lamp\n\nWarm' },
    })
    expect(rendered({ ...card, choices: [] })[0]).toMatchObject({ image: { caption: 'Lamp\n\nWarm' } })
    expect(rendered({ ...card, choices: choices('a', 'b', 'c', 'd') }).map(({ type }) => type)).toEqual([
      'image',
      'interactive',
    ])
  })
})

test('an account says why it is off', () => {
  expect(whatsappCloud.off(settings)).toBeNull()
  const without = (name: keyof typeof settings) => {
    const { [name]: _, ...rest } = settings
    return whatsappCloud.off({ apiBase: settings.apiBase, version: settings.version, ...rest })
  }
  expect(without('token')).toContain('WHATSAPP_CLOUD_TOKEN is not set')
  expect(without('phoneNumberId')).toContain('WHATSAPP_CLOUD_PHONE_NUMBER_ID is not set')
  expect(without('appSecret')).toContain('WHATSAPP_CLOUD_APP_SECRET is not set')
  expect(without('verifyToken')).toContain('WHATSAPP_CLOUD_VERIFY_TOKEN is not set')
})
