import { expect, test } from 'vitest'
import { hashOf, loadModel, saveModel } from '../../nlu/model.ts'
import { engine, needs } from './meaning.ts'
import { shop } from './shop.ts'

const model = engine.train(shop)
const bytes = saveModel(model)

test('a model that was saved and loaded understands the same', () => {
  // Files are read as Buffers, which share their memory where an array would be copied.
  for (const stored of [bytes, Buffer.from(bytes)]) {
    const loaded = loadModel(stored, needs)
    for (const text of ['where is my parcel', 'wo ist mein paket', 'wheres my ordr', 'the moon']) {
      const context = { language: 'en' }
      expect(engine.understand(loaded, text, context)).toEqual(engine.understand(model, text, context))
    }
    expect(saveModel(loaded)).toEqual(bytes)
  }
})

test('bytes that are no model are refused in words', () => {
  expect(() => loadModel(bytes.subarray(0, bytes.length - 1), needs)).toThrow('not a whole model')
  expect(() => loadModel(new Uint8Array(0), needs)).toThrow('not a whole model')
  expect(() => loadModel(new TextEncoder().encode('{"a":1} and more of it'), needs)).toThrow()
  const other = Buffer.from(bytes)
  other.write('X', other.indexOf('parley-intents'))
  expect(() => loadModel(other, needs)).toThrow('train it again')
})

test('the hash names the data, whatever its order', () => {
  const { en = {}, de = {} } = shop
  const turned = { de, en: Object.fromEntries(Object.entries(en).reverse()) }
  expect(hashOf(turned)).toBe(hashOf(shop))
  expect(hashOf({ en })).not.toBe(hashOf(shop))
})
