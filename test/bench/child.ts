import { fork } from 'node:child_process'
import type { Profiler } from 'node:inspector'
import { join } from 'node:path'
import type { Usage } from './usage.ts'

/** A measured process. */
export interface Child {
  url: string
  usage(): Promise<Usage>
  /** What it did while `run` ran. */
  profile(run: () => Promise<unknown>): Promise<Profiler.Profile>
  /** Asks it to stop and waits until it has; throws when it did not end well. */
  stop(): Promise<void>
}

/** Starts one of the files beside this one and waits until it listens. Its log is read, and dropped. */
export async function startChild(
  file: 'echo.ts' | 'parley.ts',
  env: Record<string, string> = {},
): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  child.stdout?.resume()
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(String(signal ?? code))),
  )
  const gone = ended.then((how): never => {
    throw new Error(`${file} ended: ${how}`)
  })
  gone.catch(() => undefined)

  function next<Told>(): Promise<Told> {
    return Promise.race([gone, new Promise<Told>((resolve) => child.once('message', resolve))])
  }

  function ask<Told>(what: 'usage' | 'begin' | 'end'): Promise<Told> {
    const told = next<Told>()
    child.send(what)
    return told
  }

  const { url } = await next<{ url: string }>()
  return {
    url,
    usage: () => ask('usage'),
    async profile(run) {
      await ask('begin')
      await run()
      return ask('end')
    },
    async stop() {
      child.kill('SIGTERM')
      const how = await ended
      if (how !== '0') throw new Error(`${file} did not stop well: ${how}`)
    },
  }
}
