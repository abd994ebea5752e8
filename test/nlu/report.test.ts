import { expect, test } from 'vitest'
import { openEngine } from '../../nlu/open.ts'
import { report } from '../../nlu/report.ts'
import { shop } from './shop.ts'

const { train, read } = await openEngine('default')

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
