import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createEncoder } from '../../../nlu/meaning/encoder.ts'
import { readWheel } from '../../../nlu/meaning/wheel.ts'
import { meaning } from '../meaning.ts'
import { cosine, references, wheel } from './shared.ts'

const read = () => readWheel(new Uint8Array(readFileSync(wheel ?? '')))

test.skipIf(wheel === null || references.length === 0)('vectors are those that others found', () => {
  const { encode, pieces } = createEncoder(read(), meaning.kernel())
  for (const { text, pieces: names, full } of references) {
    expect(pieces.split(text).map(pieces.nameOf)).toEqual(names)
    expect(cosine(encode(text), full)).toBeGreaterThan(0.9999)
  }
})

test.skipIf(wheel === null)('every text has a vector of unit length, the same one each time', () => {
  const { encode } = createEncoder(read(), meaning.kernel())
  const hostile = [
    '',
    ' ',
    'a',
    '🙂',
    'a.'.repeat(4096),
    '\u0323'.repeat(9000),
    '注文'.repeat(3000),
    '\ud800',
  ]
  const first = hostile.map(encode)
  for (const vector of first) expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  expect(hostile.toReversed().map(encode).toReversed()).toEqual(first)
})

test.skipIf(wheel === null)('whole steps and floats agree on what a piece means', () => {
  const quick = createEncoder(read(), meaning.kernel())
  const exact = createEncoder(read(), meaning.kernel(), { exact: true })
  for (const piece of [0, 7, 100, 5000, 127_999])
    expect(cosine(quick.pieceVector(piece), exact.pieceVector(piece))).toBeGreaterThan(0.9995)
})

test('a wheel that is damaged or another one is refused in words', () => {
  expect(() => readWheel(new TextEncoder().encode('no zip'))).toThrow('or it is damaged')
})
