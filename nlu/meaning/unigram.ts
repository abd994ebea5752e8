/** A SentencePiece unigram model: its pieces and how likely each is (natural logarithm). */
export interface Unigram {
  names: string[]
  scores: Float32Array
  /** The score of a character that no piece covers. */
  unknownScore: number
}

/** Reads the pieces out of a SentencePiece model, a message of protocol buffers. Throws when it is none. */
export function readUnigram(model: Uint8Array): Unigram {
  const names: string[] = []
  const scores: number[] = []
  for (const { field, bytes } of fieldsOf(model)) {
    if (field !== pieceField) continue
    let name = ''
    let score = 0
    for (const part of fieldsOf(bytes)) {
      if (part.field === nameField) name = new TextDecoder('utf-8', { fatal: true }).decode(part.bytes)
      else if (part.field === scoreField && part.bytes.length === 4)
        score = new DataView(part.bytes.buffer, part.bytes.byteOffset).getFloat32(0, true)
    }
    names.push(name)
    scores.push(score)
  }
  if (names.length < 4 || names.some((name) => name.includes('\n')))
    throw new Error('This is not a SentencePiece model with pieces')
  const lowest = scores.reduce((least, score) => Math.min(least, score), 0)
  return { names, scores: Float32Array.from(scores), unknownScore: lowest - 10 }
}

const pieceField = 1
const nameField = 1
const scoreField = 2

interface Field {
  field: number
  bytes: Uint8Array
}

/** The fields of a message; numbers of varying length come as no bytes, since none of them is looked at. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++]
      if (byte === undefined) throw new Error('This SentencePiece model is not whole')
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw new Error('This SentencePiece model is damaged')
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag % 8
    let length = 0
    if (wire === 0) varint()
    else if (wire === 1) length = 8
    else if (wire === 2) length = varint()
    else if (wire === 5) length = 4
    else throw new Error('This is not a message of protocol buffers')
    if (at + length > message.length) throw new Error('This SentencePiece model is not whole')
    yield { field: Math.floor(tag / 8), bytes: message.subarray(at, at + length) }
    at += length
  }
}
