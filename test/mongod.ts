import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Mongoose, type mongo } from 'mongoose'
import { findMongod } from './find-mongod.ts'

export interface Mongod {
  port: number
  pid: number
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
  const server = await launch({ binary, set: set === 'none' ? null : setName })
  try {
    if (set === 'one') await initiate([server.port])
  } catch (error) {
    await server.stop()
    throw error
  }
  const query = set === 'none' ? '' : `?replicaSet=${setName}`
  const { port, pid, stop } = server
  return { port, pid, url: (database) => `mongodb://127.0.0.1:${port}/${database}${query}`, stop }
}

export const setName = 'parley'

export type Launched = Awaited<ReturnType<typeof launch>>

/** One server process, listening; it can be killed and started again on what it had. It ends with this process. */
export async function launch({ binary, set }: { binary: string; set: string | null }) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-mongod-'))
  const port = await freePort()
  const flags = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket']
  let child = await start()
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)

  async function start(): Promise<ChildProcess> {
    const started = spawn(binary, [...flags, ...(set === null ? [] : ['--replSet', set])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(started, 'exit').then(() => Promise.reject(new Error(`${binary} ended at its start`)))
    ended.catch(() => undefined)
    await Promise.race([listening(started.stdout), ended])
    return started
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  return {
    port,
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    async restart(): Promise<void> {
      child = await start()
    },
    async stop(): Promise<void> {
      await end('SIGTERM')
      process.off('exit', kill)
      rmSync(folder, { recursive: true })
    },
  }
}

/** Makes servers the members of one replica set, and waits until it has a primary. */
export async function initiate(ports: number[]): Promise<void> {
  const members = ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` }))
  await asked(ports[0] ?? 0, async (admin) => {
    await admin.command({ replSetInitiate: { _id: setName, members } })
    for (;;) {
      const hello = await admin.command({ hello: 1 })
      if (hello.primary && (ports.length > 1 || hello.isWritablePrimary)) return
      await sleep(10)
    }
  })
}

/** Asks one member, whatever part it has in its set. */
export async function asked<Result>(
  port: number,
  ask: (admin: mongo.Db) => Promise<Result>,
): Promise<Result> {
  const client = await new Mongoose()
    .createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=3000`)
    .asPromise()
  try {
    return await ask(client.getClient().db('admin'))
  } finally {
    await client.close()
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
async function listening(log: NodeJS.ReadableStream | null): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let last = ''
  log?.on('data', (chunk) => {
    last = (last + chunk).slice(-10_000)
    if (last.includes('Waiting for connections')) resolve()
  })
  await promise
}
