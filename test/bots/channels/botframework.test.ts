import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Recipient, WebhookRequest } from '../../../bots/channel.ts'
import { botframework } from '../../../bots/channels/botframework.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import type { BotCall } from '../../../bots/platforms/botframework/render.ts'
import { claims, faults, published, sending, startBotService, token } from '../../doubles/bot-service.ts'
import { expected } from '../../fixtures/botframework/expected.ts'
import { channelContract, type Shown } from './contract.ts'
import { messages } from './messages.ts'

const settings = {
  appId: '11111111-2222-3333-4444-555555555555',
  password: 'an-invented-secret',
  tenant: 'botframework.com',
  loginBase: 'http://127.0.0.1:9',
  openIdUrl: 'http://127.0.0.1:9/openid',
  issuer: 'https://api.botframework.com',
}
const folder = new URL('../../fixtures/botframework/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
const genuine = (body: string, more: object = {}) =>
  delivery(body, `Bearer ${token({ ...claims(settings.appId, serviceOf(body)), ...more })}`)

/** The address that an activity names; a body that is none has none. */
function serviceOf(body: string): string | undefined {
  try {
    return JSON.parse(body)?.serviceUrl
  } catch {
    return undefined
  }
}

function delivery(body: string, authorization?: string): WebhookRequest {
  return {
    method: 'POST',
    url: '/hooks/botframework/shop',
    query: {},
    headers: { authorization },
    body: Buffer.from(body),
  }
}

const keys = JSON.parse(JSON.stringify(published))
const sts = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/'
const now = Math.floor(Date.now() / 1000)
const right = claims(settings.appId, serviceOf(fixture('text')))
const { serviceurl: _, ...nowhere } = right
const foreign: Record<string, string | undefined> = {
  'without a token': undefined,
  'not by Bearer': `Basic ${token(right)}`,
  'for another bot': `Bearer ${token({ ...right, aud: 'another-app' })}`,
  'by another issuer': `Bearer ${token({ ...right, iss: 'https://elsewhere.example' })}`,
  'that has run out': `Bearer ${token({ ...right, exp: now - 301 })}`,
  'that does not run out': `Bearer ${token({ ...right, exp: undefined })}`,
  'that does not hold yet': `Bearer ${token({ ...right, nbf: now + 360 })}`,
  'for another service': `Bearer ${token({ ...right, serviceurl: 'https://evil.example/' })}`,
  'for no service': `Bearer ${token(nowhere)}`,
  'by a key that is not published': `Bearer ${token(right, 'stranger')}`,
  "by Microsoft's login, which may not call": `Bearer ${token({ ...right, iss: sts }, 'login')}`,
  'that says it needs no key': `Bearer ${token(right, 'service', 'none')}`,
  'that says it is of a shared secret': `Bearer ${token(right, 'service', 'HS256')}`,
  'signed otherwise than the service signs': `Bearer ${token(right, 'service', 'RS384')}`,
  'cut off': `Bearer ${token(right).slice(0, -20)}`,
  'without its signature': `Bearer ${token(right).split('.').slice(0, 2).join('.')}.`,
  'that is no token': 'Bearer x',
}

let serviceUrl = 'https://service.example/'
const place = (channel: string) => ({
  service: serviceUrl,
  channel,
  conversation: 'conv-7',
  bot: { id: 'shop@bot', name: 'shop' },
  user: { id: 'user1' },
})

channelContract({
  channel: {
    ...botframework,
    render: (message, to) => botframework.render(message, { ...to, address: place('webchat') }),
  },
  settings,
  keys,
  genuine: (body) => genuine(body),
  forged: (body) =>
    Object.fromEntries(Object.entries(foreign).map(([what, value]) => [what, delivery(body, value)])),
  fixtures: Object.fromEntries(
    names.map((name) => [name, { body: fixture(name), becomes: expected[name] ?? [] }]),
  ),
  unknown: [fixture('unknown_type'), fixture('card_only'), fixture('ended')],
  batch: null,
  stale: (body) => delivery(body, foreign['that has run out']),
  shown,
  buttonBytes: 1200,
  platform: async () => {
    const service = await startBotService(settings)
    serviceUrl = `${service.url}/`
    const how = { ...faults, silent: 'hang', closed: 'close' } as const
    return {
      settings: { ...settings, loginBase: service.url, serviceBase: service.url },
      fail: (name) => {
        service.calls.length = 0
        service.fail(how[name], sending)
        if (name === 'account') service.fail(how[name], sending) // asked again with a new token
      },
      arrived: () => service.arrived(({ path }) => sending.test(path)),
      close: service.close,
    }
  },
})

interface Shape {
  text?: string
  suggestedActions?: { actions: Action[] }
  attachments?: { contentType: string; contentUrl?: string; content?: Card }[]
}
interface Action {
  type: string
  title: string
  value?: unknown
  data?: unknown
}
interface Card {
  text?: string
  title?: string
  buttons?: Action[]
  body?: { type: string; text?: string; actions?: Action[] }[]
}

function shown({ activity }: BotCall): Shown {
  const { text, suggestedActions, attachments = [] }: Shape = JSON.parse(JSON.stringify(activity))
  const cards = attachments.flatMap(({ content }) => (content ? [content] : []))
  const actions = [
    ...(suggestedActions?.actions ?? []),
    ...cards.flatMap(({ buttons = [], body = [] }) => [
      ...buttons,
      ...body.flatMap(({ actions = [] }) => actions),
    ]),
  ]
  const words = cards.flatMap(({ title, text, body = [] }) => [title, text, ...body.map((part) => part.text)])
  const caption = attachments.some(({ contentUrl }) => contentUrl) ? text : undefined
  return {
    text: caption === undefined ? [text, ...words].filter(Boolean).join('\n\n') : '',
    ...(caption === undefined ? {} : { caption }),
    buttons: actions.map(({ title, value, data }) => ({
      text: title,
      data: JSON.stringify(value ?? data),
    })),
  }
}

const to = (channel: string): Recipient => ({
  id: `${channel}|conv-7`,
  address: place(channel),
  author: 'bot',
  key: 'k',
  language: 'en',
})
const rendered = (channel: string, message: Message): Shape[] =>
  botframework.render(message, to(channel)).map(({ activity }) => JSON.parse(JSON.stringify(activity)))

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('a token', () => {
  const body = fixture('text')
  const believed = (authorization: string | undefined, more: object = {}, at = body) =>
    botframework.verify(delivery(at, authorization), { ...settings, ...more }, keys)

  test('is believed five minutes before and after it holds', async () => {
    expect(await believed(`Bearer ${token({ ...right, exp: now - 200 })}`)).toBe(true)
    expect(await believed(`Bearer ${token({ ...right, nbf: now + 200 })}`)).toBe(true)
  })
  test('is not believed for a channel that its key does not vouch for', async () => {
    const other = body.replace('"msteams"', '"telephony"')
    expect(await believed(`Bearer ${token(right)}`, {}, other)).toBe(false)
  })
  test("is not believed without keys, or without the bot's own id", async () => {
    const request = genuine(body)
    const { appId: __, ...nameless } = settings
    expect(await botframework.verify(request, settings)).toBe(false)
    expect(await botframework.verify(request, settings, { service: {}, callers: [] })).toBe(false)
    expect(await botframework.verify(request, nameless, keys)).toBe(false)
  })
  test('of another bot is believed only where that bot is named', async () => {
    const { serviceurl: __, ...plain } = right
    const caller = (more: object) =>
      `Bearer ${token({ ...plain, iss: sts, appid: 'parent-7', ...more }, 'login')}`
    const named = { callers: 'other, parent-7' }
    expect(await believed(caller({}), named)).toBe(true)
    expect(await believed(caller({ appid: undefined, azp: 'parent-7' }), named)).toBe(true)
    expect(await believed(caller({}))).toBe(false)
    expect(await believed(caller({ appid: 'stranger-7' }), named)).toBe(false)
    expect(await believed(caller({ iss: 'https://sts.windows.net/any-tenant/' }), named)).toBe(false)
    expect(await believed(`Bearer ${token({ ...right, appid: 'parent-7' }, 'login')}`, named)).toBe(false)
  })
  test('of any kind, over any body, never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.json(), fc.jsonValue(), async (text, json, odd) => {
        for (const authorization of [
          text,
          `Bearer ${text}`,
          `Bearer ${token({ ...right, aud: odd, exp: odd })}`,
        ])
          expect(await believed(authorization, {}, json)).toBe(false)
        expect(typeof (await botframework.verify(genuine(body), settings, JSON.parse(json)))).toBe('boolean')
      }),
      { numRuns: 60 },
    )
  })
})

describe('who wrote', () => {
  const item = async (name: string) => (await botframework.parse(delivery(fixture(name)), settings))[0]

  test('is the conversation, which is answered at the address that was signed', async () => {
    expect(await item('text')).toMatchObject({
      from: { id: 'msteams|a:mira-and-the-shop', name: 'Mira Okafor', language: 'pt-PT' },
      at: '2026-09-21T14:08:21.123Z',
      address: {
        service: 'https://smba.example/emea/',
        channel: 'msteams',
        conversation: 'a:mira-and-the-shop',
        kind: 'personal',
        bot: { id: '28:app-7' },
        user: { id: '29:mira' },
      },
    })
  })
  test('is a group where there are more than two, and the member stays in what is raw', async () => {
    for (const name of ['mention', 'group_chat', 'slack_group', 'installed_team'])
      expect((await item(name))?.from.group).toBe(true)
    expect(JSON.stringify((await item('mention'))?.raw)).toContain('29:mira')
  })
  test("is stored without the bot's own token of Slack", async () => {
    for (const name of ['slack_text', 'slack_button', 'slack_reaction']) {
      const raw = JSON.stringify((await item(name))?.raw)
      expect(raw).toContain('slack.example')
      for (const secret of ['xoxb-secret', 'verification-token', 'hooks.slack.example'])
        expect(raw).not.toContain(secret)
    }
  })
  test('is the customer on Direct Line, whatever its client says', async () => {
    const said = {
      ...JSON.parse(fixture('dl_text')),
      from: { id: 'user1', role: 'bot' },
      channelData: { SlackMessage: { event: { bot_id: 'B7' } }, Payload: { actions: [{ value: 'x' }] } },
    }
    const [item] = await botframework.parse(delivery(JSON.stringify(said)), settings)
    expect(item).toMatchObject({ by: 'customer', event: { message: { type: 'text', text: 'hello' } } })
  })
  test('sends a file that was in the delivery along', async () => {
    const [file] = (await item('image_inside'))?.files ?? []
    expect(file).toMatchObject({ url: 'botframework:17900005516/0', type: 'image/gif' })
    expect(Buffer.from(file?.body ?? []).toString('latin1')).toMatch(/^GIF89a/)
  })
})

describe('a delivery that was stored', () => {
  const answered = (name: string) => botframework.stored?.(delivery(fixture(name)), settings)

  test('is answered in the body when somebody waits for it', () => {
    expect(answered('text')).toEqual({ status: 200 })
    expect(JSON.parse(answered('card_action')?.body ?? '')).toMatchObject({ statusCode: 200, value: 'OK' })
    expect(answered('invoke_other')).toMatchObject({ status: 200, body: '{}' })
  })
})

describe('a call', () => {
  const choices = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: `v${index}`, text: `Choice ${index + 1}` }))
  const question: Message = { type: 'choices', text: '**Which** one?', choices: choices(8), of: 'v12' }

  test('suggests the answers on Web Chat, and each carries its visit', () => {
    expect(rendered('webchat', question)).toEqual([
      expect.objectContaining({ text: '**Which** one?', textFormat: 'markdown' }),
    ])
    expect(rendered('webchat', question)[0]?.suggestedActions?.actions[0]).toEqual({
      type: 'messageBack',
      title: 'Choice 1',
      text: 'Choice 1',
      displayText: 'Choice 1',
      value: { choice: 'v0', of: 'v12' },
    })
  })
  test('is a card on Teams, with six buttons in a row', () => {
    const [card] = rendered('msteams', question)
    expect(card?.attachments?.[0]?.contentType).toBe('application/vnd.microsoft.card.adaptive')
    expect(
      card?.attachments?.[0]?.content?.body?.map(({ type, actions }) => [type, actions?.length]),
    ).toEqual([
      ['TextBlock', undefined],
      ['ActionSet', 6],
      ['ActionSet', 2],
    ])
  })
  test('says the label on Slack, where a button carries nothing', () => {
    const [card] = rendered('slack', question)
    expect(card?.attachments?.[0]?.content?.buttons?.[0]).toEqual({
      type: 'imBack',
      title: 'Choice 1',
      value: 'Choice 1',
    })
  })
  test('numbers the answers where there are no buttons, or too few', () => {
    for (const channel of ['sms', 'tomorrow'])
      expect(rendered(channel, question)[0]?.text).toContain('Which one?\n\n1. Choice 1\n2. Choice 2')
    const card: Message = { type: 'card', title: 'A lamp', choices: choices(5) }
    expect(rendered('facebook', card)[0]?.suggestedActions?.actions).toHaveLength(5)
  })
  test('names a file where the channel shows it, and links it elsewhere', () => {
    const media = (kind: 'image' | 'video', url: string): Message => ({
      type: 'media',
      kind,
      url,
      alt: 'A lamp',
    })
    expect(rendered('msteams', media('image', 'https://shop.example/a.jpg'))[0]).toMatchObject({
      text: 'A lamp',
      attachments: [{ contentType: 'image/jpeg', contentUrl: 'https://shop.example/a.jpg' }],
    })
    expect(rendered('msteams', media('video', 'https://shop.example/a.mp4'))[0]?.text).toBe(
      'A lamp\nhttps://shop.example/a.mp4',
    )
    expect(rendered('webchat', media('image', '/files/7'))[0]?.text).toBe('A lamp\n/files/7')
  })
  test('stays within what its channel has, whatever is said', () => {
    const most: Record<string, number> = { facebook: 10, line: 99, kik: 20, sms: 0, tomorrow: 0, msteams: 50 }
    fc.assert(
      fc.property(messages, fc.constantFrom(...Object.keys(most), 'slack', 'skype'), (message, channel) => {
        for (const part of fitted(message, botframework.limits))
          for (const call of botframework.render(part, to(channel))) {
            const { text = '', buttons = [] } = shown(call)
            expect(text.length).toBeLessThanOrEqual(2000)
            expect(buttons.length).toBeLessThanOrEqual(most[channel] ?? 10)
            expect(call.activity.text?.trim() || call.activity.attachments?.length).toBeTruthy()
          }
      }),
    )
  })
  test('comes back as what was picked, on Teams and on Web Chat', async () => {
    for (const channel of ['msteams', 'webchat']) {
      const [card] = rendered(channel, question)
      const button =
        card?.suggestedActions?.actions[1] ?? card?.attachments?.[0]?.content?.body?.[1]?.actions?.[1]
      const pressed = {
        ...JSON.parse(fixture('text')),
        text: 'Choice 2',
        value: button?.value ?? button?.data,
      }
      const [item] = await botframework.parse(delivery(JSON.stringify(pressed)), settings)
      expect(item?.event).toMatchObject({
        message: { type: 'choice', value: 'v1', text: 'Choice 2', of: 'v12' },
      })
    }
  })
})

test('an account says why it is off', () => {
  const { appId: __, ...nameless } = settings
  const { password: ___, ...mute } = settings
  expect(botframework.off(settings)).toBeNull()
  expect(botframework.off(nameless)).toContain('BOTFRAMEWORK_APP_ID is not set')
  expect(botframework.off(mute)).toContain('BOTFRAMEWORK_PASSWORD is not set')
})
