import { hash } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { createPieces, type Pieces } from './pieces.ts'

/** What pieces of words mean, in 16 languages: one vector for each, so that a text's vector is an average of rows. */
export interface Table {
  /** Names the table: models are trained with one and read with the same. */
  hash: string
  width: number
  pieces: Pieces
  /** Writes the vector of these pieces, the rare ones weighing most; all zeros when there are none. */
  vectorOf(pieces: readonly number[], into: Float32Array): void
}

/**
 * Reads a table: a header line in JSON (padded, so that numbers are aligned), the pieces joined by line feeds, their
 * scores, weights and row scales as 32-bit floats, then the rows in 4-bit steps, little endian. Throws when it is
 * something else, not whole, or damaged.
 */
export function readTable(file: Uint8Array): Table {
  const end = file.subarray(0, longestHeader).indexOf(lineFeed)
  const header = headerOf(file.subarray(0, Math.max(0, end)))
  const { n, dim, unk } = header
  const names = file.subarray(end + 1, end + 1 + header.pieces_bytes)
  const numbers = end + 1 + header.pieces_bytes
  const rowsAt = numbers + 12 * n
  if (file.length !== rowsAt + (n * dim) / 2)
    throw new Error(`The token table is not whole: it has ${file.length} bytes`)
  const found = hash('sha256', file.subarray(end + 1))
  if (header.sha256 !== undefined && header.sha256 !== found)
    throw new Error('The token table is damaged: its bytes are not those it was made with')

  const floats = (place: number) => {
    const from = numbers + 4 * n * place
    const at = file.byteOffset + from
    if (at % 4 === 0) return new Float32Array(file.buffer, at, n)
    return new Float32Array(new Uint8Array(file.subarray(from, from + 4 * n)).buffer)
  }
  const weights = floats(1)
  const scales = floats(2)
  const rows = file.subarray(rowsAt)
  const pieces = createPieces(decode(names), floats(0), unk)

  function vectorOf(found: readonly number[], into: Float32Array): void {
    into.fill(0)
    let sum = 0
    for (const piece of found) {
      const weight = weights[piece] ?? 0
      const scale = weight * (scales[piece] ?? 0)
      sum += weight
      let from = (piece * dim) / 2
      for (let at = 0; at < dim; at += 2) {
        const pair = rows[from++] ?? 0
        into[at] = (into[at] ?? 0) + scale * ((pair & 15) - 8)
        into[at + 1] = (into[at + 1] ?? 0) + scale * ((pair >> 4) - 8)
      }
    }
    if (sum > 0) for (let at = 0; at < dim; at++) into[at] = (into[at] ?? 0) / sum
  }

  return { hash: found, width: dim, pieces, vectorOf }
}

/** Writes a table that `readTable` reads. `rows` are numbers, one row of `dim` a piece. */
export function writeTable(parts: {
  names: readonly string[]
  scores: Float32Array
  weights: Float32Array
  rows: Float32Array
  unknownScore: number
  source: string
}): Uint8Array {
  const { names, scores, weights, rows } = parts
  const n = names.length
  const dim = rows.length / n
  const text = new TextEncoder().encode(names.join('\n'))
  const scales = new Float32Array(n)
  const small = new Uint8Array((n * dim) / 2)
  for (let piece = 0; piece < n; piece++) {
    const row = rows.subarray(piece * dim, (piece + 1) * dim)
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const scale = Math.fround(largest / 7)
    scales[piece] = scale
    const level = (value: number) => (scale === 0 ? 8 : Math.round(value / scale) + 8)
    for (let at = 0; at < dim; at += 2)
      small[(piece * dim + at) / 2] = level(row[at] ?? 0) | (level(row[at + 1] ?? 0) << 4)
  }
  const body = new Uint8Array(text.length + 12 * n + small.length)
  body.set(text)
  for (const [place, table] of [scores, weights, scales].entries())
    body.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), text.length + 4 * n * place)
  body.set(small, text.length + 12 * n)

  const header: Header = {
    format,
    n,
    dim,
    bits: 4,
    pieces_bytes: text.length,
    unk: parts.unknownScore,
    source: parts.source,
    sha256: hash('sha256', body),
  }
  const words = JSON.stringify(header)
  const padding = (4 - ((new TextEncoder().encode(words).length + 1 + text.length) % 4)) % 4
  const line = new TextEncoder().encode(`${words}${' '.repeat(padding)}\n`)
  const file = new Uint8Array(line.length + body.length)
  file.set(line)
  file.set(body, line.length)
  return file
}

const format = 'static-use-1'
const lineFeed = 10
const longestHeader = 4096

const Header = Type.Object({
  format: Type.Literal(format),
  n: Type.Integer({ minimum: 4, maximum: 1_000_000 }),
  dim: Type.Integer({ minimum: 2, maximum: 1024, multipleOf: 2 }),
  bits: Type.Literal(4),
  pieces_bytes: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  unk: Type.Number(),
  source: Type.Optional(Type.String()),
  sha256: Type.Optional(Type.String()),
})
type Header = Static<typeof Header>

function headerOf(line: Uint8Array): Header {
  let header: unknown
  try {
    header = JSON.parse(decode(line))
  } catch (cause) {
    throw new Error('This is not a token table: it does not begin with a header', { cause })
  }
  if (!Check(Header, header)) throw new Error(`This is not a token table of the format ${format}`)
  return header
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
