import { expect, test } from 'vitest'
import { readNpy } from '../../../nlu/meaning/npy.ts'
import { readUnigram } from '../../../nlu/meaning/unigram.ts'

function npy(header: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`)
  return Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length, 0, ...text, ...data)
}

test('arrays of numpy are read by their kind and shape', () => {
  const floats = new Uint8Array(Float32Array.of(1.5, -2).buffer)
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
  expect(readNpy(npy(header, floats))).toEqual({ shape: [2, 1], data: Float32Array.of(1.5, -2) })
  const bytes = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }"
  expect(readNpy(npy(bytes, Uint8Array.of(1, 2, 3))).data).toEqual(Uint8Array.of(1, 2, 3))
})

test('other arrays, and half of one, are refused', () => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
  expect(() => readNpy(npy(header, Uint8Array.of(1, 2, 3)))).toThrow('not whole')
  expect(() => readNpy(npy(header.replace('False', 'True'), new Uint8Array(8)))).toThrow('another kind')
  expect(() => readNpy(npy(header.replace('<f4', '<f8'), new Uint8Array(8)))).toThrow('another kind')
  expect(() => readNpy(new Uint8Array(4))).toThrow('not an array')
})

/** A field of protocol buffers with bytes in it. */
const field = (number: number, bytes: ArrayLike<number>) => [
  (number << 3) | 2,
  bytes.length,
  ...Array.from(bytes),
]
const piece = (name: string, score: number) =>
  field(1, [
    ...field(1, new TextEncoder().encode(name)),
    (2 << 3) | 5,
    ...new Uint8Array(Float32Array.of(score).buffer),
    (3 << 3) | 0,
    200,
    1,
  ])

test('pieces and their scores are read, other fields passed over', () => {
  const pieces = [piece('<unk>', 0), piece('<s>', 0), piece('</s>', 0), piece('▁a', -2.5)]
  const model = Uint8Array.from([...pieces.flat(), ...field(3, [1, 2])])
  expect(readUnigram(model)).toEqual({
    names: ['<unk>', '<s>', '</s>', '▁a'],
    scores: Float32Array.of(0, 0, 0, -2.5),
    unknownScore: -12.5,
  })
  expect(() => readUnigram(model.subarray(0, model.length - 1))).toThrow('not whole')
  expect(() => readUnigram(Uint8Array.of(255, 255))).toThrow()
  expect(() => readUnigram(new Uint8Array(0))).toThrow('not a SentencePiece model')
})
