import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readTable, writeTable } from '../../../nlu/meaning/table.ts'
import { tableFile } from '../../../server/meaning.ts'
import { cosine, references } from './shared.ts'

const file = new Uint8Array(readFileSync(tableFile))
const table = readTable(file)
const vectorOf = (text: string) => {
  const vector = new Float32Array(table.width)
  table.vectorOf(table.pieces.split(text), vector)
  return vector
}

test.skipIf(references.length === 0)('pieces and vectors are those that others found', () => {
  for (const { text, pieces, static: vector } of references) {
    expect(table.pieces.split(text).map(table.pieces.nameOf)).toEqual(pieces)
    expect(cosine(vectorOf(text), vector)).toBeGreaterThan(0.999)
  }
})

test('what means the same is nearer than what does not, across languages', () => {
  const near = (left: string, right: string) => cosine(vectorOf(left), vectorOf(right))
  expect(near('cancel my order', 'quiero cancelar mi pedido')).toBeGreaterThan(
    near('cancel my order', '¿a qué hora abren el sábado?'),
  )
  expect(near('refund', '返金')).toBeGreaterThan(near('refund', '土曜日'))
})

test('every text is split to its end, and no further than the longest text', () => {
  const { split } = table.pieces
  expect(split('')).toEqual([0])
  expect(split('🙂')).toHaveLength(2)
  const hostile = [
    'a.',
    'a\u0301\u0323',
    '\u0323',
    '注文',
    'ก็',
    '👨‍👩‍👧',
    '\ud800',
    '\ufdfa',
    '▁',
    ' ',
    '<s>',
  ]
  for (const part of hostile) {
    const pieces = split(part.repeat(20_000))
    expect(pieces.length).toBeLessThanOrEqual(2002)
    for (const piece of pieces) expect(piece).toBeLessThan(table.pieces.count)
  }
})

test('the mark of a sentence’s begin, written by a customer, is only letters', () => {
  expect(table.pieces.split('<s> </s> <unk>')).not.toContain(1)
  expect(table.pieces.split('<s> </s> <unk>')).not.toContain(2)
})

test('a table that is no table, not whole, or damaged is refused in words', () => {
  expect(() => readTable(new Uint8Array(0))).toThrow('not a token table')
  expect(() => readTable(new TextEncoder().encode('{"format":"other"}\nabc'))).toThrow('format')
  expect(() => readTable(file.subarray(0, file.length - 1))).toThrow('not whole')
  const damaged = file.slice()
  damaged[damaged.length - 5] = (damaged.at(-5) ?? 0) ^ 1
  expect(() => readTable(damaged)).toThrow('damaged')
})

test('a table that was written is read as it was, to four bits', () => {
  const written = writeTable({
    names: ['<unk>', '<s>', '</s>', '▁a', 'b', '▁ab'],
    scores: Float32Array.of(0, 0, 0, -1, -1, -3),
    weights: Float32Array.of(0, 0, 0, 1, 3, 1),
    rows: Float32Array.of(0, 0, 0, 0, 0, 0, 7, -7, 0, 3.5, 1, 1),
    unknownScore: -10,
    source: 'a test',
  })
  const small = readTable(written)
  expect(small.pieces.split('ab')).toEqual([3, 4])
  expect(small.pieces.split('xb').map(small.pieces.nameOf)).toEqual(['<unk>', '<unk>', 'b'])
  const vector = new Float32Array(2)
  small.vectorOf([3, 4], vector)
  expect([...vector]).toEqual([1.75, (-7 + 3 * 3.5) / 4])
})
