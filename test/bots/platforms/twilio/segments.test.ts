import { expect, test } from 'vitest'
import { segments, thrifty } from '../../../../bots/platforms/twilio/segments.ts'

test.each([
  ['', 'gsm7', 0, 0],
  ['Hello', 'gsm7', 5, 1],
  ['a'.repeat(160), 'gsm7', 160, 1],
  ['a'.repeat(161), 'gsm7', 161, 2],
  ['a'.repeat(306), 'gsm7', 306, 2],
  ['a'.repeat(307), 'gsm7', 307, 3],
  ['€'.repeat(80), 'gsm7', 160, 1],
  ['{}[]~^|\\', 'gsm7', 16, 1],
  ['é'.repeat(160), 'gsm7', 160, 1],
  ['ê', 'ucs2', 1, 1],
  [`${'a'.repeat(69)}ê`, 'ucs2', 70, 1],
  [`${'a'.repeat(70)}ê`, 'ucs2', 71, 2],
  ['ж'.repeat(134), 'ucs2', 134, 2],
  ['ж'.repeat(135), 'ucs2', 135, 3],
  ['🙂'.repeat(35), 'ucs2', 70, 1],
] as const)('%s is %s of %i units in %i', (text, encoding, units, count) => {
  expect(segments(text)).toEqual({ encoding, units, count })
})

test('a character of two units is not cut between two parts', () => {
  expect(segments(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toMatchObject({ units: 305, count: 2 })
  expect(segments(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, count: 3 })
  expect(segments('🙂'.repeat(66))).toMatchObject({ units: 132, count: 2 })
  expect(segments('🙂'.repeat(67))).toMatchObject({ units: 134, count: 3 })
})

test('typographic marks are put plainly only when that saves an SMS', () => {
  const long = 'x'.repeat(70)
  expect(thrifty(`“${long}” – it’s…`, 1600)).toBe(`"${long}" - it's...`)
  expect(thrifty('“short”', 1600)).toBe('“short”')
  expect(thrifty(`“${long}” ж`, 1600)).toBe(`“${long}” ж`)
})

test('nothing becomes longer than it may be', () => {
  const full = '…'.repeat(1600)
  expect(thrifty(full, 1600)).toBe(full)
})
