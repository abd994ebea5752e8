import { expect, test } from 'vitest'
import { defaultEngine } from '../../nlu/engines/default.ts'
import { hashOf, loadModel, saveModel } from '../../nlu/model.ts'
import { shop } from './shop.ts'

const model = defaultEngine.train(shop)
const bytes = saveModel(model)

test('a model that was saved and loaded understands the same', () => {
  // Files are read as Buffers, which share their memory where an array would be copied.
  for (const stored of [bytes, Buffer.from(bytes)]) {
    const loaded = loadModel(stored)
    for (const text of ['where is my parcel', 'wo ist mein paket', 'wheres my ordr', 'the moon']) {
      const context = { language: 'en' }
      expect(defaultEngine.understand(loaded, text, context)).toEqual(
        defaultEngine.understand(model, text, context),
      )
    }
    expect(saveModel(loaded)).toEqual(bytes)
  }
})

test('bytes that are no model are refused in words', () => {
  expect(() => loadModel(bytes.subarray(0, bytes.length - 1))).toThrow('not a whole model')
  expect(() => loadModel(new Uint8Array(0))).toThrow('not a whole model')
  expect(() => loadModel(new TextEncoder().encode('{"a":1} and more of it'))).toThrow()
  const other = Buffer.from(bytes)
  other.write('X', other.indexOf('parley-intents'))
  expect(() => loadModel(other)).toThrow('train it again')
})

test('the hash names the data, whatever its order', () => {
  const { en = {}, de = {} } = shop
  const turned = { de, en: Object.fromEntries(Object.entries(en).reverse()) }
  expect(hashOf(turned)).toBe(hashOf(shop))
  expect(hashOf({ en })).not.toBe(hashOf(shop))
})
