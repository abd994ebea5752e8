import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { wechat } from '../../../bots/channels/wechat.ts'
import type { Message } from '../../../bots/message.ts'
import type { WeChatCall } from '../../../bots/platforms/wechat/render.ts'
import { faults, sending, startWeChatApi } from '../../doubles/wechat-api.ts'
import { expected } from '../../fixtures/wechat/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { account, aesKey, plain, request, safe, seal, sha1, xml } from './wechat-xml.ts'

const folder = new URL('../../fixtures/wechat/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const inSafeMode = { ...account, aesKey }
const now = () => Math.floor(Date.now() / 1000)

const shared = {
  channel: wechat,
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_message'), fixture('unknown_event')],
  batch: null,
  shown,
  buttonBytes: 64,
}

describe('in plain mode', () =>
  channelContract({
    ...shared,
    settings: account,
    genuine: (json) => plain(xml(json)),
    forged: (json) => ({
      'without a signature': without('signature', plain(xml(json))),
      'without a time': without('timestamp', plain(xml(json))),
      'of another token': plain(xml(json), { token: 'another' }),
      'half of a signature': changed('signature', (right) => right.slice(0, 20), plain(xml(json))),
      'a signature of another time': changed('timestamp', (at) => `${Number(at) + 1}`, plain(xml(json))),
      'six minutes old': plain(xml(json), { at: now() - 360 }),
      'of six minutes from now': plain(xml(json), { at: now() + 360 }),
    }),
    platform: async () => {
      const api = await startWeChatApi(account)
      return {
        settings: { ...account, apiBase: api.url },
        fail: (name) => {
          api.calls.length = 0
          api.fail(faults[name])
        },
        arrived: () => api.arrived(({ path }) => sending.test(path)),
        close: api.close,
      }
    },
  }))

describe('in safe mode', () =>
  channelContract({
    ...shared,
    settings: inSafeMode,
    genuine: (json) => safe(xml(json)),
    forged: (json) => {
      const right = safe(xml(json))
      return {
        'in plain mode': plain(xml(json)),
        'without a signature': without('msg_signature', right),
        'of another token': safe(xml(json), { token: 'another' }),
        'of another body': { ...right, body: safe(xml(json)).body },
        'half of a signature': changed('msg_signature', (whole) => whole.slice(0, 20), right),
        'sealed for another account': safe(xml(json), { appId: 'wxfedcba9876543210' }),
        'sealed with nothing': request(right.query, '<xml></xml>'),
        'six minutes old': safe(xml(json), { at: now() - 360 }),
      }
    },
    platform: null,
  }))

function without(name: string, delivery: WebhookRequest): WebhookRequest {
  const { [name]: _, ...query } = delivery.query
  return { ...delivery, query }
}

function changed(name: string, change: (value: string) => string, delivery: WebhookRequest): WebhookRequest {
  return { ...delivery, query: { ...delivery.query, [name]: change(delivery.query[name] ?? '') } }
}

function shown(call: WeChatCall): Shown {
  if (call.picture !== undefined) return {} // its address is said only where it cannot be uploaded
  if (call.msgtype === 'text') return { text: call.text.content }
  const buttons = call.msgmenu.list.map(({ id, content }) => ({ text: content, data: id }))
  return { text: call.msgmenu.head_content, buttons }
}

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('nothing is believed without a token', () => {
  const { token: _, ...bare } = account
  expect(wechat.verify(plain('<xml/>', { token: '' }), bare)).toBe(false)
})

test('an entity stays the letters it is written with, and one of elsewhere is not read', async () => {
  const told = async (entity: string) => {
    const body = xml(fixture('text')).replace(/<Content>.*<\/Content>/s, '<Content>&a;&amp;</Content>')
    const [item] = await wechat.parse(plain(`<!DOCTYPE xml [<!ENTITY a ${entity}>]>${body}`), account)
    return item?.event
  }
  expect(await told('"b"')).toMatchObject({ message: { text: '&a;&amp;' } })
  expect(await told('SYSTEM "file:///etc/hostname"')).toBeUndefined()
})

test('who wrote is the customer, and what the event does not say is kept', async () => {
  const [item] = await wechat.parse(plain(xml(fixture('location'))), account)
  expect(item).toMatchObject({
    from: { id: 'oInvented_1a2B3c4D5e6F7g8H' },
    at: '2026-09-21T14:21:50.000Z',
    raw: { ToUserName: 'gh_0a1b2c3d4e5f', Scale: '16' },
  })
})

describe('asked whether anybody is there', () => {
  const asked = (query: Record<string, string>, settings = account) =>
    wechat.answer?.(request(query, '', 'GET'), settings)
  const query = plain('').query

  test('it gives the word back', () => {
    expect(asked({ ...query, echostr: '5837397576500011341' })).toMatchObject({
      status: 200,
      body: '5837397576500011341',
    })
  })
  test('it gives the word out of its seal', () => {
    const echostr = seal('a word', inSafeMode)
    const signature = sha1(account.token, query.timestamp ?? '', query.nonce ?? '', echostr)
    const sealed = { ...query, msg_signature: signature, echostr }
    expect(asked(sealed, inSafeMode)).toMatchObject({ status: 200, body: 'a word' })
    expect(asked(sealed)).toEqual({ status: 403 })
    expect(asked({ ...sealed, echostr: seal('other', inSafeMode) }, inSafeMode)).toEqual({ status: 403 })
  })
  test('by somebody else, it does not', () => {
    expect(asked({ ...query, signature: 'x', echostr: '1' })).toEqual({ status: 403 })
    expect(asked({ ...plain('', { at: now() - 360 }).query, echostr: '1' })).toEqual({ status: 403 })
    expect(asked({})).toEqual({ status: 403 })
  })
  test('a delivery is none', () => {
    expect(wechat.answer?.(plain('<xml/>'), account)).toBeNull()
  })
})

test('what was stored is answered as WeChat wants it', () => {
  expect(wechat.stored?.(plain(''), account)).toMatchObject({ status: 200, body: 'success' })
})

describe('a call', () => {
  const to: Recipient = { id: 'o7', address: null, author: 'bot', key: 'k', language: 'zh' }
  const rendered = (message: Message) => wechat.render(message, to)

  test('says words without marks', () => {
    expect(rendered({ type: 'text', text: '**你好** [店](https://shop.example)' })).toEqual([
      { touser: 'o7', msgtype: 'text', text: { content: '你好 店 (https://shop.example)' } },
    ])
  })
  test('shows choices as a menu whose lines carry the visit', () => {
    const choices = [
      { value: 'late', text: 'It is late' },
      { value: 'other', text: 'Something else' },
    ]
    expect(rendered({ type: 'choices', text: 'What is it about?', choices, of: 'v12' })).toEqual([
      {
        touser: 'o7',
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: 'What is it about?',
          list: [
            { id: 'v12|late', content: 'It is late' },
            { id: 'v12|other', content: 'Something else' },
          ],
          tail_content: '',
        },
      },
    ])
  })
  test('has a picture that is sent or else linked, and links any other file', () => {
    const url = 'https://shop.example/a.png'
    const text = (content: string) => ({ touser: 'o7', msgtype: 'text', text: { content } })
    const send = (kind: 'image' | 'video', address: string) =>
      rendered({ type: 'media', kind, url: address, alt: 'A *lamp*' })
    expect(send('image', url)).toEqual([{ ...text(url), picture: url }, text('A lamp')])
    expect(send('image', '/files/7')).toEqual([text('/files/7'), text('A lamp')])
    expect(send('video', url)).toEqual([text(`A lamp\n${url}`)])
  })
})

test('an account says why it is off', () => {
  const { appId, appSecret, token, apiBase } = account
  expect(wechat.off(account)).toBeNull()
  expect(wechat.off({ appId, appSecret, apiBase })).toContain('WECHAT_TOKEN is not set')
  expect(wechat.off({ appSecret, token, apiBase })).toContain('WECHAT_APP_ID is not set')
  expect(wechat.off({ appId, token, apiBase })).toContain('WECHAT_APP_SECRET is not set')
})
