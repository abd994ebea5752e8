import { describe, expect, test } from 'vitest'
import { instagram } from '../../../bots/channels/instagram.ts'
import type { By } from '../../../bots/entry.ts'
import { fit as fitted } from '../../../bots/fit.ts'
import type { Message } from '../../../bots/message.ts'
import { expected } from '../../fixtures/instagram/expected.ts'
import { pageContract } from './page.ts'

const settings = {
  token: 'IGAA-invented-token',
  accountId: '700400000000001',
  appId: '700500000000001',
  appSecret: 'an-app-secret-of-ours',
  verifyToken: 'meatyhamhock',
  apiBase: 'http://127.0.0.1:9',
  version: 'v26.0',
}
const { delivery, fixture, names } = pageContract('instagram', instagram, settings, expected)
const to = { id: '70010001', address: null, key: 'k', language: 'en' } as const
const rendered = (message: Message, author: By = 'bot') => instagram.render(message, { ...to, author })

test('every fixture is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

test('a long text is split by its bytes', () => {
  const parts = fitted({ type: 'text', text: '🙂'.repeat(600) }, instagram.limits).flatMap((part) =>
    rendered(part),
  )
  expect(parts.map(({ body }) => Buffer.byteLength(String(body.message.text)))).toEqual([1000, 1000, 400])
})

describe('a call', () => {
  test('says words and nothing else', () => {
    expect(rendered({ type: 'text', text: 'Hi' })).toEqual([
      { body: { recipient: { id: '70010001' }, message: { text: 'Hi' } } },
    ])
  })
  test('may carry the tag for people when an agent wrote it, and never when a bot did', () => {
    expect(rendered({ type: 'text', text: 'Hi' }, 'agent:ann')[0]?.late).toMatchObject({ tag: 'HUMAN_AGENT' })
    expect(JSON.stringify(rendered({ type: 'text', text: 'Hi' }))).not.toContain('HUMAN_AGENT')
  })
  test('sends the address of a file, which Instagram does not take', () => {
    const file: Message = { type: 'media', kind: 'file', url: 'https://shop.example/a.pdf', name: 'a.pdf' }
    const calls = fitted(file, instagram.limits).flatMap((part) => rendered(part))
    expect(calls.map(({ body }) => body.message)).toEqual([{ text: 'a.pdf\nhttps://shop.example/a.pdf' }])
  })
})

test('a message to another account tells which', async () => {
  const [item] = await instagram.parse(delivery(fixture('text')), { ...settings, accountId: '7' })
  expect(item?.account).toBe('700400000000001')
})

test('an account says why it is off', () => {
  expect(instagram.off(settings)).toBeNull()
  const without = (name: keyof typeof settings) => {
    const { [name]: _, ...rest } = settings
    return instagram.off({ apiBase: settings.apiBase, version: settings.version, ...rest })
  }
  expect(without('token')).toContain('INSTAGRAM_TOKEN is not set')
  expect(without('accountId')).toContain('INSTAGRAM_ACCOUNT_ID is not set')
  expect(without('appId')).toContain('INSTAGRAM_APP_ID is not set')
  expect(without('appSecret')).toContain('INSTAGRAM_APP_SECRET is not set')
  expect(without('verifyToken')).toContain('INSTAGRAM_VERIFY_TOKEN is not set')
})
