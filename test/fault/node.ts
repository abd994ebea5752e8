import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** One process of Parley that may die, and is started again on the same data. */
export interface Node {
  url: () => string
  /** Waits until it listens. */
  up: () => Promise<void>
  kills: () => number
  /** Rejects when it ends by itself, which it never should. */
  fallen: Promise<never>
  /** Kills it at once and starts it again. */
  kill(): Promise<void>
  /** Stops it in the middle of whatever it does, for so long (ms), and lets it go on. */
  pause(time: number): Promise<void>
  /** Starts it anew with a point at which it kills itself; it is then started again without one. */
  dieAt(point: string, pass: number): Promise<void>
  stop(): Promise<void>
  /** The one-time token of the first administrator. */
  token: () => string
}

/** Starts Parley on a folder of data, at a port that stays the same over its deaths. */
export async function startNode(env: Record<string, string>): Promise<Node> {
  let child: ChildProcess
  let url = ''
  let token = ''
  let kills = 0
  let stopped = false
  let up: Promise<void> = Promise.resolve()
  const { promise: fallen, reject: fall } = Promise.withResolvers<never>()
  fallen.catch(() => undefined)

  function start(more: Record<string, string> = {}): Promise<void> {
    child = fork(join(import.meta.dirname, 'child.ts'), [], {
      env: { ...process.env, ...env, ...(url ? { PORT: new URL(url).port } : {}), ...more },
      stdio: ['ignore', process.env.FAULT_LOG ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    })
    up = new Promise((resolve, reject) => {
      child.once('message', (told: { url: string; token: string | null }) => {
        url = told.url
        token = told.token ?? token
        resolve()
      })
      child.once('exit', (code, signal) => {
        const error = new Error(`Parley ended: ${signal ?? code}`)
        reject(error)
        if (stopped) return
        if (signal !== 'SIGKILL') return fall(error)
        kills++
        void start()
      })
    })
    up.catch(() => undefined)
    return up
  }

  const gone = () => new Promise<void>((resolve) => child.once('exit', () => resolve()))

  await start()
  return {
    url: () => url,
    up: () => up,
    kills: () => kills,
    fallen,
    token: () => token,
    async kill() {
      await up
      const done = gone()
      child.kill('SIGKILL')
      await done
      await up
    },
    async pause(time) {
      await up
      child.kill('SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, time))
      child.kill('SIGCONT')
    },
    async dieAt(point, pass) {
      await up
      stopped = true
      const done = gone()
      child.kill('SIGKILL')
      await done
      stopped = false
      await start({ FAULT_POINT: point, FAULT_PASS: String(pass) }).catch(() => undefined)
    },
    async stop() {
      if (stopped) return
      await up
      stopped = true
      const done = gone()
      child.kill('SIGTERM')
      await done
    },
  }
}
