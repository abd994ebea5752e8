import { expect, test } from 'vitest'
import { costOf, pattern, plus } from '../../../../bots/platforms/twilio/prices.ts'

const table = 'USD 1=0.0083 44=0.0463 4477=0.05 +1876=0.2'
const to = (number: string, body = 'Hello') => ({ to: number, body })

test('the longest beginning of a number counts', () => {
  const amount = (number: string) => costOf(table, to(number))?.amount
  expect(['+15005550101', '+442071838750', '+447700900000', '+18765550101'].map(amount)).toEqual([
    0.0083, 0.0463, 0.05, 0.2,
  ])
  expect(costOf(table, to('+4930123456'))).toBeNull()
  expect(costOf('', to('+15005550101'))).toBeNull()
})

test('each part is billed, as Twilio counted them, else as they are counted here', () => {
  expect(costOf(table, to('+15005550101', 'x'.repeat(161)))).toEqual({
    amount: 0.0166,
    currency: 'USD',
    segments: 2,
  })
  expect(costOf(table, to('+15005550101'), 3)?.segments).toBe(3)
  expect(costOf(table, to('+15005550101', '🙂'.repeat(36)))?.segments).toBe(2)
})

test('a file is billed otherwise, and not told', () => {
  expect(costOf(table, { ...to('+15005550101'), media: 'https://shop.example/a.png' })).toBeNull()
})

test('costs add up', () => {
  const one = { amount: 0.1, currency: 'USD', segments: 1 }
  expect(plus(one, { ...one, amount: 0.2 })).toEqual({ amount: 0.3, currency: 'USD', segments: 2 })
  expect([plus(null, one), plus(one, null), plus(null, null)]).toEqual([one, one, null])
})

test('a table with a slip is refused', () => {
  const good = (text: string) => new RegExp(pattern).test(text)
  expect([table, 'EUR 49=0.1'].map(good)).toEqual([true, true])
  expect(['0.1', 'USD', 'USD 1', 'USD 1=a', 'usd 1=0.1', 'USD 1=0.1,'].map(good)).not.toContain(true)
})
