import { expect, test } from 'vitest'
import { answer } from '../../flows/answer.ts'

test('reads numbers as the language writes them', () => {
  const en = (text: string) => answer('number', text, 'en')
  const es = (text: string) => answer('number', text, 'es')
  expect([
    en('12'),
    en('-3.5'),
    en('1,000'),
    en('1,234,567.8'),
    en('1.234'),
    en('0,5'),
    en('1.234,567'),
  ]).toEqual([12, -3.5, 1000, 1234567.8, 1.234, 0.5, 1234.567])
  expect([es('1.000'), es('1.234.567,8'), es('1,234'), es('2,5')]).toEqual([1000, 1234567.8, 1.234, 2.5])
  for (const none of ['', 'twelve', '1e3', '0x10', '--1', 'Infinity', '1..2', '12 shoes'])
    expect(en(none), none).toBeNull()
})

test('reads addresses and phone numbers', () => {
  expect(answer('email', ' ann@shop.example ', 'en')).toBe('ann@shop.example')
  for (const none of ['ann@shop', 'ann shop.example', '@shop.example', 'a@b@c.de'])
    expect(answer('email', none, 'en'), none).toBeNull()
  expect(answer('phone', '+44 (0)20 7946-0958', 'en')).toBe('+4402079460958')
  expect(answer('phone', '12345', 'en')).toBeNull()
  expect(answer('phone', '1234567890123456', 'en')).toBeNull()
})

test('reads dates year first or day first, in America month first', () => {
  expect(answer('date', '2026-12-31', 'en')).toBe('2026-12-31')
  expect(answer('date', '3/4/2026', 'en')).toBe('2026-04-03')
  expect(answer('date', '3/4/26', 'en-US')).toBe('2026-03-04')
  expect(answer('date', '12.31.2026', 'es')).toBe('2026-12-31')
  for (const none of ['31/2/2026', '2026-13-01', 'soon', '1/2', '0/0/0'])
    expect(answer('date', none, 'en'), none).toBeNull()
})

test('takes the one thing that was found in a sentence, and none of two', () => {
  const found = (value: string) => ({ name: 'number', value, start: 0, end: 1 })
  expect(answer('number', 'about five', 'en', [found('5')])).toBe(5)
  expect(answer('number', 'five or six', 'en', [found('5'), found('6')])).toBeNull()
  expect(answer('email', 'about five', 'en', [found('5')])).toBeNull()
})

test('takes entities in their plain form, whatever the language', () => {
  const found = (name: string, value: string) => [{ name, value, start: 0, end: 1 }]
  expect(answer('number', 'mil', 'es', found('number', '1.234'))).toBe(1.234)
  expect(answer('date', 'mañana', 'es', found('date', '2026-11-25T17:00'))).toBe('2026-11-25')
  expect(answer('date', '3 - 5 May', 'en', found('date', '2026-05-03/2026-05-05'))).toBeNull()
  expect(answer('time', 'at five', 'en', found('time', '17:00'))).toBe('17:00')
  expect(answer('money', 'ten quid', 'en', found('money', '10 GBP'))).toEqual({ amount: 10, currency: 'GBP' })
  expect(answer('phone', '+44 (0)20 7946-0958', 'en', found('phone', '+442079460958'))).toBe('+442079460958')
  expect(answer('size', 'the big one', 'en', found('size', 'xl'))).toBe('xl')
  expect(answer('size', 'xl', 'en')).toBeNull()
})
