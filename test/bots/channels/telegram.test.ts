import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../../bots/channel.ts'
import { telegram } from '../../../bots/channels/telegram.ts'
import type { Message } from '../../../bots/message.ts'
import type { TelegramCall } from '../../../bots/platforms/telegram/render.ts'
import { faults, startBotApi } from '../../doubles/bot-api.ts'
import { expected } from '../../fixtures/telegram/expected.ts'
import { channelContract, type Shown } from './contract.ts'

const settings = {
  token: '90020001:AA-invented_token',
  secret: 'a-secret_of-ours-1',
  apiBase: 'http://127.0.0.1:9',
}
const folder = new URL('../../fixtures/telegram/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))

channelContract({
  channel: telegram,
  settings,
  genuine: (body) => delivery(body, { 'x-telegram-bot-api-secret-token': settings.secret }),
  forged: (body) => ({
    'without a secret': delivery(body, {}),
    'another secret': delivery(body, { 'x-telegram-bot-api-secret-token': 'a-secret_of-ours-2' }),
    'half of the secret': delivery(body, { 'x-telegram-bot-api-secret-token': 'a-secret_of' }),
    'an empty secret': delivery(body, { 'x-telegram-bot-api-secret-token': '' }),
    'more than the secret': delivery(body, { 'x-telegram-bot-api-secret-token': `${settings.secret}1` }),
  }),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_message'), fixture('unknown_update')],
  batch: null,
  shown,
  buttonBytes: 64,
  platform: async () => {
    const api = await startBotApi()
    const how = {
      ...faults,
      account: faults.unauthorized,
      silent: 'hang',
      closed: 'close',
    } as const
    return {
      settings: { ...settings, apiBase: api.url },
      fail: (name) => {
        api.calls.length = 0
        api.fail(how[name])
      },
      arrived: () => api.arrived(({ method }) => method === 'sendMessage'),
      close: api.close,
    }
  },
})

function delivery(body: string, headers: WebhookRequest['headers']): WebhookRequest {
  return { method: 'POST', url: '/hooks/telegram/shop', query: {}, headers, body: Buffer.from(body) }
}

/** The text as Telegram shows it, after it has read the entities. */
function visible(html: unknown): string | undefined {
  if (typeof html !== 'string') return undefined
  const text = html.replace(/<[^>]*>/g, '')
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

function shown({ payload }: TelegramCall): Shown {
  const { reply_markup: keyboard, parse_mode: mode } = payload
  const rows: { text: string; callback_data: string }[][] =
    keyboard && JSON.parse(JSON.stringify(keyboard)).inline_keyboard
  const text = mode === 'HTML' ? visible(payload.text) : payload.text
  const caption = visible(payload.caption)
  return {
    ...(typeof text === 'string' ? { text } : {}),
    ...(caption === undefined ? {} : { caption }),
    buttons: (rows ?? []).flat().map((button) => ({ text: button.text, data: button.callback_data })),
  }
}

const to = { id: '70010001', address: null, author: 'bot', key: 'k', language: 'en' } as const
const rendered = (message: Message) => telegram.render(message, to)

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('who wrote', () => {
  const from = async (name: string) => {
    const [item] = await telegram.parse(delivery(fixture(name), {}), settings)
    return item
  }

  test('is the private chat, with name and language', async () => {
    expect((await from('text'))?.from).toEqual({ id: '70010001', name: 'Mira Okafor', language: 'pt-br' })
  })
  test('is the group, and the member stays in what is raw', async () => {
    const item = await from('group_text')
    expect(item?.from).toEqual({ id: '-100770010001', name: 'Lantern Club', group: true })
    expect(item?.raw).toMatchObject({ from: { first_name: 'Mira' } })
  })
  test('wrote at the time of Telegram, and edited at the time of the edit', async () => {
    expect((await from('text'))?.at).toBe('2026-09-21T14:21:41.000Z')
    expect((await from('edited'))?.at).toBe('2026-09-21T14:29:20.000Z')
  })
})

describe('a call', () => {
  test('never makes markup of what people wrote', () => {
    const [call] = rendered({ type: 'text', text: '<b>hi</b> & <script>alert("x")</script>' })
    expect(call?.payload).toEqual({
      chat_id: 70010001,
      text: '&lt;b&gt;hi&lt;/b&gt; &amp; &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;',
      parse_mode: 'HTML',
    })
  })
  test('shows one choice a row and sends it with its visit', () => {
    const choices = [
      { value: 'late', text: 'It is late' },
      { value: 'other', text: 'Else' },
    ]
    const [call] = rendered({ type: 'choices', text: 'What?', choices, of: 'v12' })
    expect(call?.payload.reply_markup).toEqual({
      inline_keyboard: [
        [{ text: 'It is late', callback_data: 'v12|late' }],
        [{ text: 'Else', callback_data: 'v12|other' }],
      ],
    })
  })
  test('sends files by address or by their id at Telegram, and else their address as words', () => {
    const send = (url: string) => rendered({ type: 'media', kind: 'image', url, alt: 'A *lamp*' })[0]
    expect(send('https://shop.example/a.png')).toMatchObject({
      method: 'sendPhoto',
      payload: { photo: 'https://shop.example/a.png', caption: 'A <i>lamp</i>', parse_mode: 'HTML' },
    })
    expect(send('telegram:file/AgAC')).toMatchObject({ payload: { photo: 'AgAC' } })
    expect(send('/files/7')).toMatchObject({ method: 'sendMessage', payload: { text: 'A lamp\n/files/7' } })
  })
  test('shows a named place as a venue', () => {
    const place = { type: 'location', latitude: 1.5, longitude: 2 } as const
    expect(rendered(place)[0]?.method).toBe('sendLocation')
    expect(rendered({ ...place, label: 'Shop' })[0]).toMatchObject({
      method: 'sendVenue',
      payload: { title: 'Shop', address: '1.5, 2' },
    })
  })
})

test('an account says why it is off', () => {
  const { token, secret, apiBase } = settings
  expect(telegram.off(settings)).toBeNull()
  expect(telegram.off({ apiBase, secret })).toContain('TELEGRAM_TOKEN is not set')
  expect(telegram.off({ apiBase, token, mode: 'webhook' })).toContain('TELEGRAM_SECRET is not set')
  expect(telegram.off({ apiBase, token })).toBeNull()
})
