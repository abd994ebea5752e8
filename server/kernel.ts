import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../nlu/kernel')

/**
 * Gives the compiled kernel of the understanding (WebAssembly with SIMD). It is compiled from its sources the first
 * time, about a second, and kept in `nlu/kernel/dist/` where that can be written. Throws with the compiler's words.
 */
export async function kernelModule(): Promise<WebAssembly.Module> {
  const names = (await readdir(join(folder, 'assembly'))).filter((name) => name.endsWith('.ts')).sort()
  const sources = new Map<string, string>()
  const hash = createHash('sha256').update(compiler)
  for (const name of names) {
    const source = await readFile(join(folder, 'assembly', name), 'utf8')
    sources.set(name, source)
    hash.update(`\0${name}\0${source}`)
  }
  const kept = join(folder, 'dist', `${hash.digest('hex').slice(0, 16)}.wasm`)
  const bytes = (await readFile(kept).catch(() => null)) ?? (await compile(sources, kept))
  return await WebAssembly.compile(new Uint8Array(bytes))
}

/** What decides how sources are compiled, besides themselves. */
const compiler = 'assemblyscript 0.28, simd, stub runtime'

async function compile(sources: ReadonlyMap<string, string>, kept: string): Promise<Uint8Array> {
  const { main } = await import('assemblyscript/asc')
  let made: Uint8Array | null = null
  const words = [...sources.keys(), '--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub']
  const { error, stderr } = await main([...words, '--enable', 'simd', '--use', 'abort='], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') made = contents
    },
    listFiles: () => [],
  })
  if (error || !made) throw new Error(`The kernel does not compile: ${stderr.toString()}`, { cause: error })
  // Put in place whole, since other processes may read it; a folder that cannot be written only costs the time.
  const aside = `${kept}.${process.pid}`
  await mkdir(join(folder, 'dist'), { recursive: true })
    .then(() => writeFile(aside, made ?? ''))
    .then(() => rename(aside, kept))
    .catch(() => undefined)
  return made
}
