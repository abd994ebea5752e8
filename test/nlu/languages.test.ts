import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { encoderEngine } from '../../nlu/engines/encoder.ts'
import { openMeaning } from '../../server/meaning.ts'
import { wheel } from './meaning/shared.ts'
import { engine } from './meaning.ts'
import { shop } from './shop.ts'

const Fixture = Type.Object({
  asked: Type.Record(Type.String(), Type.Record(Type.String(), Type.Array(Type.String()))),
  outside: Type.Array(Type.String()),
  long: Type.Array(Type.Object({ intent: Type.String(), text: Type.String() })),
})
const file = join(import.meta.dirname, '../fixtures/nlu/languages.json')
/** A small set of our own: see the note in it. */
const { asked, outside, long } = Value.Parse(Fixture, JSON.parse(readFileSync(file, 'utf8')))
const questions = Object.values(asked).flatMap((intents) =>
  Object.entries(intents).flatMap(([intent, texts]) => texts.map((text) => ({ intent, text }))),
)
const english = { en: shop.en ?? {} }

/** Percent that are understood right, and percent of what lies outside that is answered all the same. */
function measured({ train, understand }: typeof engine) {
  const model = train(english)
  const hear = (text: string) => understand(model, text, { language: 'en' })
  const right = (rows: readonly { intent: string; text: string }[]) =>
    (100 * rows.filter(({ intent, text }) => hear(text).intent === intent).length) / rows.length
  const answered = outside.filter((text) => hear(text).decision === 'answer').length
  return { right: right(questions), long: right(long), fooled: (100 * answered) / outside.length }
}

test('trained in English, asked in nine other languages: the token table knows most', () => {
  const { right, fooled } = measured(engine)
  expect(right).toBeGreaterThan(85)
  expect(fooled).toBeLessThan(15)
})

test.skipIf(wheel === null)(
  'trained in English, asked in nine other languages: the encoder knows nearly all',
  { timeout: 120_000 },
  async () => {
    const { kernel, encoder } = await openMeaning({ encoder: wheel, say: console.warn })
    const { right, fooled, long } = measured(encoderEngine({ kernel, vectors: encoder }))
    expect(right).toBeGreaterThan(94)
    expect(fooled).toBeLessThan(15)
    expect(long).toBeGreaterThan(50)
  },
)

test.skipIf(wheel === null)(
  'the same data and seed give the same bytes with the encoder too',
  { timeout: 120_000 },
  async () => {
    const { kernel, encoder } = await openMeaning({ encoder: wheel, say: console.warn })
    const { train, save } = encoderEngine({ kernel, vectors: encoder })
    const small = { en: { yes: ['sure thing', 'of course'], no: ['not at all', 'never'] } }
    expect(save(train(small))).toEqual(save(train(small)))
  },
)
