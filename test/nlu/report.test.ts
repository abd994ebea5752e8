import { expect, test } from 'vitest'
import { openEngine } from '../../nlu/open.ts'
import { report } from '../../nlu/report.ts'
import { meaning } from './meaning.ts'
import { shop } from './shop.ts'

const { train, read } = await openEngine('default', meaning)

test('reports on a bot’s phrases, the weakest intent first', () => {
  const found = report(shop, (data) => read(train(data)))
  expect(found.phrases).toBe(114)
  expect(found.accuracy).toBeGreaterThan(60)
  expect(found.answered).toBeLessThanOrEqual(found.accuracy ?? 0)
  const shares = found.intents.map(({ right, phrases }) => right / phrases)
  expect(shares).toEqual([...shares].sort((left, right) => left - right))
  const right = found.intents.reduce((sum, intent) => sum + intent.right, 0)
  expect(right + found.mistakes.length).toBe(found.phrases)
})

test('too few phrases give no figure', () => {
  expect(report({ en: { greet: ['hi'] } }, (data) => read(train(data)))).toMatchObject({
    phrases: 1,
    accuracy: null,
  })
})

test('says which are taken for which by which phrases, what is not answered, and what is answered wrongly', () => {
  const { confusions, mistakes, intents, ...found } = report(shop, (data) => read(train(data)))
  expect(confusions.reduce((sum, { count }) => sum + count, 0)).toBe(mistakes.length)
  expect(confusions.flatMap(({ phrases }) => phrases.map(({ text }) => text)).sort()).toEqual(
    mistakes.map(({ text }) => text).sort(),
  )
  const { answered, askedBack, handedOff, wrong } = found
  const wronglyAnswered = 100 - (answered ?? 0) - (askedBack ?? 0) - (handedOff ?? 0)
  expect(wrong).toBeCloseTo((100 * wronglyAnswered) / (wronglyAnswered + (answered ?? 0)))
  for (const { precision, recall, f1 } of intents)
    expect(f1).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-9)
})

test('says which phrases would be answered otherwise than by what is live', () => {
  const { refund: _, ...live } = shop.en ?? {}
  const { changed } = report(shop, (data) => read(train(data)), 1, { en: live })
  const now = changed?.find(({ text }) => text === 'i want my money back')
  expect(now?.after).toEqual({ intent: 'refund', decision: 'answer' })
  expect(now?.before).not.toEqual(now?.after)
  expect(report(shop, (data) => read(train(data)), 1, shop).changed).toEqual([])
})
