import { describe, expect, test } from 'vitest'
import { messenger } from '../../../bots/channels/messenger.ts'
import type { By } from '../../../bots/entry.ts'
import type { Message } from '../../../bots/message.ts'
import { expected } from '../../fixtures/messenger/expected.ts'
import { pageContract } from './page.ts'

const settings = {
  token: 'EAAB-invented-token',
  pageId: '700300000000001',
  appId: '700500000000001',
  appSecret: 'an-app-secret-of-ours',
  verifyToken: 'meatyhamhock',
  apiBase: 'http://127.0.0.1:9',
  version: 'v26.0',
}
const { delivery, fixture, names } = pageContract('messenger', messenger, settings, expected)
const rendered = (message: Message, author: By = 'bot') =>
  messenger.render(message, { id: '70010001', address: null, author, key: 'k', language: 'en' })
const messages = (message: Message) => rendered(message).map(({ body }) => body.message)
const choices = (...labels: string[]) => labels.map((text, index) => ({ value: `c${index}`, text }))

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe('what came', () => {
  const items = (name: string) => messenger.parse(delivery(fixture(name)), settings)

  test('is from the person, also where the page spoke', async () => {
    expect((await items('text'))[0]?.from).toEqual({ id: '70010001' })
    expect((await items('text_seconds'))[0]?.from).toEqual({ id: '70010001' })
    expect((await items('echo_other_tool'))[0]).toMatchObject({ from: { id: '70010001' }, by: 'system' })
  })
  test('to another page tells which', async () => {
    expect((await items('two_pages')).map(({ account }) => account)).toEqual([undefined, '700300000000002'])
  })
  test('while another app has the thread is stored, and not answered', async () => {
    for (const item of await items('standby')) expect(item.quiet).toBe(true)
  })
  test('is told at the time of Messenger', async () => {
    expect((await items('text_seconds'))[0]?.at).toBe('2026-09-21T14:22:35.000Z')
    expect((await items('text'))[0]?.at).toBe('2026-09-21T14:21:41.000Z')
  })
})

test('a handshake is answered with its challenge', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'meatyhamhock' }
  const request = { ...delivery(''), method: 'GET' }
  expect(messenger.answer?.({ ...request, query }, settings)).toMatchObject({
    status: 200,
    body: '1158201444',
  })
  expect(messenger.answer?.({ ...request, query: {} }, settings)).toEqual({ status: 403 })
  expect(messenger.answer?.(delivery('{}'), settings)).toBeNull()
})

describe('a call', () => {
  test('to somebody who is known only by a page of the brand says so', async () => {
    const [item] = await messenger.parse(delivery(fixture('postback_guest')), settings)
    const to = { id: item?.from.id ?? '', address: item?.address ?? null, author: 'bot', key: 'k' } as const
    const [call] = messenger.render({ type: 'text', text: 'Hello' }, { ...to, language: 'en' })
    expect(call?.body.recipient).toEqual({ user_ref: 'visitor-7' })
  })
  const hello: Message = { type: 'text', text: 'See **this**' }

  test('says words plainly, with our mark', () => {
    expect(rendered(hello)).toEqual([
      {
        body: {
          recipient: { id: '70010001' },
          message: { text: 'See this', metadata: 'parley' },
          messaging_type: 'RESPONSE',
        },
      },
    ])
  })
  test('may carry the tag for people when an agent wrote it, and never when a bot did', () => {
    const late = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'See this' } }
    expect(rendered(hello, 'agent:ann')[0]?.late).toMatchObject(late)
    for (const author of ['bot', 'parley', 'system'] as const)
      expect(JSON.stringify(rendered(hello, author))).not.toContain('HUMAN_AGENT')
  })
  test('shows choices as quick replies, each with its visit', () => {
    expect(messages({ type: 'choices', text: 'What?', choices: choices('It is late'), of: 'v12' })).toEqual([
      {
        text: 'What?',
        quick_replies: [{ content_type: 'text', title: 'It is late', payload: 'v12|c0' }],
        metadata: 'parley',
      },
    ])
  })
  test('shows a card as a template, and a long one as words', () => {
    const card = { type: 'card', title: 'Lamp', image: 'https://shop.example/a.png' } as const
    expect(messages({ ...card, text: 'Warm', choices: choices('Buy') })[0]).toMatchObject({
      attachment: {
        type: 'template',
        payload: {
          template_type: 'generic',
          elements: [
            {
              title: 'Lamp',
              subtitle: 'Warm',
              image_url: 'https://shop.example/a.png',
              buttons: [{ type: 'postback', title: 'Buy', payload: '|c0' }],
            },
          ],
        },
      },
    })
    const long = messages({ ...card, text: 'a'.repeat(81), choices: choices('a', 'b', 'c', 'd') })
    expect(long).toMatchObject([{ attachment: { type: 'image' } }, { quick_replies: [{}, {}, {}, {}] }])
    expect(messages({ type: 'card', title: 'Lamp', choices: [] })).toMatchObject([{ text: 'Lamp' }])
  })
  test('sends a file by its address and its words after it', () => {
    const file = {
      type: 'media',
      kind: 'file',
      url: 'https://shop.example/a.pdf',
      alt: 'The *bill*',
    } as const
    expect(messages(file)).toMatchObject([
      { attachment: { type: 'file', payload: { url: 'https://shop.example/a.pdf' } } },
      { text: 'The bill' },
    ])
    expect(messages({ ...file, url: '/files/7' })).toMatchObject([{ text: 'The bill\n/files/7' }])
  })
})

test('an account says why it is off', () => {
  expect(messenger.off(settings)).toBeNull()
  const without = (name: keyof typeof settings) => {
    const { [name]: _, ...rest } = settings
    return messenger.off({ apiBase: settings.apiBase, version: settings.version, ...rest })
  }
  expect(without('token')).toContain('MESSENGER_TOKEN is not set')
  expect(without('pageId')).toContain('MESSENGER_PAGE_ID is not set')
  expect(without('appId')).toContain('MESSENGER_APP_ID is not set')
  expect(without('appSecret')).toContain('MESSENGER_APP_SECRET is not set')
  expect(without('verifyToken')).toContain('MESSENGER_VERIFY_TOKEN is not set')
})
