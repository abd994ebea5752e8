import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Kernel } from '../nlu/kernel/kernel.ts'
import { openKernel } from '../nlu/kernel/kernel.ts'
import { createEncoder } from '../nlu/meaning/encoder.ts'
import { readTable } from '../nlu/meaning/table.ts'
import { readWheel, wheelName } from '../nlu/meaning/wheel.ts'
import type { Parts } from '../nlu/open.ts'
import { encoderVectors, tableVectors, type Vectors } from '../nlu/vectors.ts'
import { kernelModule } from './kernel.ts'
import { root } from './load.ts'
import type { Settings } from './settings.ts'

/** The token table that comes with Parley. */
export const tableFile = join(root, 'nlu/meaning/use-multilingual-3.d256.int4')

/**
 * Opens what engines are made of: the kernel, the token table, and the encoder when a wheel is named. A table that is
 * not there or damaged costs meaning and nothing else, and is told to `say`; a wheel that is named must be right.
 */
export async function openMeaning(options: {
  encoder: string | null
  /** The token table that comes with Parley, when none is named; null for none. */
  table?: string | null
  say: (line: string) => void
}): Promise<Parts> {
  const module = await kernelModule()
  const kernel = () => openKernel(module)
  const { table: named = tableFile } = options
  const table =
    named === null
      ? null
      : await openTable(named).catch((error: unknown) => {
          options.say(`Words are understood without the token table. ${inWords(error)}`)
          return null
        })
  const encoder = options.encoder === null ? null : await openEncoder(options.encoder, kernel)
  return { kernel, table, encoder }
}

/** The encoder's wheel: the one of the settings, or the one in the data folder; null when there is none. */
export async function findEncoder({ NLU_ENCODER, DATA_DIR }: Pick<Settings, 'NLU_ENCODER' | 'DATA_DIR'>) {
  if (NLU_ENCODER) return resolve(NLU_ENCODER)
  const file = join(resolve(DATA_DIR), wheelName)
  return access(file).then(
    () => file,
    () => null,
  )
}

async function openTable(file: string): Promise<Vectors> {
  return tableVectors(readTable(await readFile(file)))
}

async function openEncoder(file: string, kernel: () => Kernel): Promise<Vectors> {
  try {
    return encoderVectors(createEncoder(readWheel(await readFile(file)), kernel()))
  } catch (cause) {
    throw new Error(`The encoder ${file} cannot be used. ${inWords(cause)}`, { cause })
  }
}

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))
