import { describe, expect, test } from 'vitest'
import { saveModel } from '../../../nlu/model.ts'
import { engine } from '../meaning.ts'
import { shop } from '../shop.ts'

const model = engine.train(shop)
const understand = (text: string, expected?: string[]) =>
  engine.understand(model, text, { language: 'en', ...(expected ? { expected } : {}) })

describe('a bot of eight intents', () => {
  test.each([
    ['where is my package', 'order_status'],
    ['my order has not come yet', 'order_status'],
    ['wheres my ordr', 'order_status'],
    ['can I get my money back please', 'refund'],
    ['Hi there, could you tell me when you open on saturday? thanks', 'opening_hours'],
    ['I need to cancel an order', 'cancel_order'],
    ['I want to send these shoes back', 'return_item'],
    ['talk to a human', 'person'],
    ['my credit card was refused', 'payment'],
    ['I moved house and need a new delivery address', 'change_address'],
    ['wo bleibt mein paket', 'order_status'],
    ['guten tag, ich möchte mein geld zurück haben, danke', 'refund'],
    ['order status', 'order_status'],
  ])('answers "%s" as %s', (text, intent) => {
    expect(understand(text)).toMatchObject({ intent, decision: 'answer' })
  })

  test.each([
    'asdf qwer',
    'what is the capital of France',
    'how tall is the eiffel tower',
    'play some music',
    'who won the football game',
    'translate this to spanish',
    'lorem ipsum dolor sit amet',
    'blue',
    '12345',
    '🙂',
    '---',
    '',
  ])('does not know "%s"', (text) => {
    expect(understand(text).decision).toBe('unknown')
  })
})

test('chatter around a request does not hide it', () => {
  const heard = understand(
    'Hello! I hope you had a nice weekend. The parcel has not arrived. My name is Anna Smith.',
  )
  expect(heard).toMatchObject({ intent: 'order_status', decision: 'answer' })
})

test('says which words weighed most', () => {
  expect(understand('I need my money back now').why).toContain('money')
  expect(understand('').why).toEqual([])
})

test('finds the language', () => {
  expect(understand('meine bestellung AB123456 ist noch nicht da')).toMatchObject({ language: 'de' })
})

test('a near tie goes to what the open question waits for, a clear case does not', () => {
  const data = {
    en: {
      yes: ['that is fine', 'sure thing'],
      agree: ['that is fine', 'sure thing'],
      no: ['never', 'not at all'],
    },
  }
  const twins = engine.train(data)
  const hear = (expected: string[]) =>
    engine.understand(twins, 'that is fine', { language: 'en', expected }).intent
  expect(hear(['yes'])).toBe('yes')
  expect(hear(['agree'])).toBe('agree')
  expect(understand('where is my parcel', ['refund']).intent).toBe('order_status')
})

test('two that are alike are asked about, unless one is expected', () => {
  const data = {
    en: {
      yes: ['that is fine', 'sure thing'],
      agree: ['that is fine', 'sure thing'],
      no: ['never', 'not at all'],
    },
  }
  const twins = engine.train(data)
  const { decision, intent, runnerUp } = engine.understand(twins, 'that is fine', { language: 'en' })
  expect(decision).toBe('ask')
  expect([intent, runnerUp].sort()).toEqual(['agree', 'yes'])
})

test('the same data and seed give the same bytes, whatever the order of the data', () => {
  const { en = {}, de = {} } = shop
  const turned = { en: Object.fromEntries(Object.entries(en).reverse()), de }
  expect(saveModel(engine.train(turned, { seed: 1 }))).toEqual(saveModel(model))
  expect(saveModel(engine.train(shop, { seed: 2 }))).not.toEqual(saveModel(model))
})

test.each([
  ['no language', {}],
  ['no intent', { en: {} }],
  ['one intent without phrases', { en: { a: [] } }],
  ['an intent of signs', { en: { a: ['!!!', ''] } }],
  ['one intent', { en: { greet: ['hello', 'good day'] } }],
  ['two phrases', { en: { greet: ['hello'], bye: ['goodbye'] } }],
  ['names that objects have', { en: { constructor: ['build it'], toString: ['write it down'] } }],
])('trains on %s', (_, data) => {
  const small = engine.train(data)
  const heard = engine.understand(small, 'where is the moon', { language: 'en' })
  expect(heard.decision).toBe('unknown')
  expect(heard.language).toBe('en')
})

test('hostile texts are read to the end of what is read at all', () => {
  const hostile = [
    'a.',
    'where. is. ',
    'a\u0301\u0323',
    '\u0323\u0301',
    '注文',
    'ก็',
    '\ufdfa',
    "'",
    ' ',
    'hi ',
    'thanks ',
    'ordr ',
    '👨‍👩‍👧',
    '\ud800',
  ]
  for (const part of hostile) {
    const { confidence, scope } = understand(part.repeat(20_000))
    expect(confidence).toBeLessThanOrEqual(1)
    expect(scope).toBeLessThanOrEqual(1)
  }
})

test('progress rises to the whole', () => {
  const shares: number[] = []
  engine.train(shop, { progress: (share) => shares.push(share) })
  expect(shares).toEqual([...shares].sort((left, right) => left - right))
  expect(shares.at(-1)).toBe(1)
})
