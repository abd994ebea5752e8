import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Trained models in a folder, so that a start need not train what was trained before. */
export type Models = ReturnType<typeof createModels>

/** More than so many are not kept; those that were used longest ago go. */
const most = 40

/** Keeps models by what they were made of. A folder that cannot be written costs time and nothing else. */
export function createModels(folder: string) {
  const fileOf = (madeOf: readonly string[]) =>
    join(folder, `${createHash('sha256').update(madeOf.join('\0')).digest('hex').slice(0, 32)}.model`)

  /** A model's bytes; null when it is not kept. */
  async function read(madeOf: readonly string[]): Promise<Uint8Array | null> {
    const found = await readFile(fileOf(madeOf)).catch(() => null)
    return found && new Uint8Array(found)
  }

  /** Keeps a model; put in place whole, for other processes may read it. */
  async function write(madeOf: readonly string[], model: Uint8Array): Promise<void> {
    const file = fileOf(madeOf)
    const aside = `${file}.${process.pid}`
    await mkdir(folder, { recursive: true })
    await writeFile(aside, model)
    await rename(aside, file)
    await prune()
  }

  async function prune(): Promise<void> {
    const files = (await readdir(folder)).map((name) => join(folder, name))
    const aged = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })))
    const old = aged.sort((left, right) => right.at - left.at).slice(most)
    await Promise.all(old.map(({ file }) => rm(file, { force: true })))
  }

  return { read, write }
}
