import { expect, test } from 'vitest'
import { mask } from '../../nlu/mask.ts'

test.each([
  ['write to ann@shop.example or +44 20 7946 0958', 'write to [email] or [phone]'],
  ['order AB123456 of 25 euros', 'order [number] of 25 euros'],
  ['card 4111 1111 1111 1111 please', 'card [number] please'],
  ['x1234567y', '[number]'],
  ['see https://shop.example/me?id=1', 'see [link]'],
  ['two shoes, size 42', 'two shoes, size 42'],
])('"%s" becomes "%s"', (text, masked) => {
  expect(mask(text, { language: 'en' })).toBe(masked)
})
