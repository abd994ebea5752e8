import { expect, test } from 'vitest'
import { classicEngine } from '../../../nlu/engines/classic.ts'
import { shop } from '../shop.ts'

const engine = classicEngine()
const model = engine.train(shop)
const understand = (text: string) => engine.understand(model, text, { language: 'en' })

test('natural’s classifier answers what it knows and not what it does not', () => {
  expect(understand('I need to cancel an order')).toMatchObject({
    intent: 'cancel_order',
    decision: 'answer',
  })
  expect(understand('are you open tomorrow')).toMatchObject({ intent: 'opening_hours', decision: 'answer' })
  for (const text of ['asdf qwer', 'what is the capital of France', '', '🙂']) {
    expect(understand(text).decision).toBe('unknown')
  }
})

test('a model that was saved and loaded understands the same', () => {
  const bytes = engine.save(model)
  const loaded = engine.load(bytes)
  const context = { language: 'en' }
  expect(engine.understand(loaded, 'where is my refund', context)).toEqual(understand('where is my refund'))
  expect(engine.save(loaded)).toEqual(bytes)
  expect(() => engine.load(new TextEncoder().encode('{}'))).toThrow('train it again')
})

test('a near tie goes to what the open question waits for', () => {
  const twins = engine.train({ en: { yes: ['that is fine'], agree: ['that is fine'] } })
  for (const intent of ['yes', 'agree']) {
    const heard = engine.understand(twins, 'that is fine', { language: 'en', expected: [intent] })
    expect(heard.intent).toBe(intent)
  }
})

test('names that objects have are intents and words like any other', () => {
  const odd = engine.train({ en: { constructor: ['build a prototype'], toString: ['write it down'] } })
  expect(engine.understand(odd, 'build it', { language: 'en' }).intent).toBe('constructor')
})

test('very long texts keep a confidence', () => {
  const { confidence } = understand('where is my order '.repeat(100))
  expect(confidence).toBeGreaterThan(0.5)
})

test('no training data is no fault', () => {
  const heard = engine.understand(engine.train({}), 'hello', { language: 'en' })
  expect(heard).toMatchObject({ intent: null, decision: 'unknown', confidence: 0 })
})
