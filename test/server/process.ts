import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { until } from './opened.ts'

export const root = join(import.meta.dirname, '../..')

/** Parley as `npm start` starts it, in a process of its own that ends with the test. The environment is this one's path and what is given. */
export function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, 'server/main.ts')], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let words = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    words += data
  })
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code ?? -1), words }))
  return {
    /** Where it listens; throws with what it said when it ends instead. */
    async url(): Promise<string> {
      const found = until(() => /Agents: +(http:\S+)/.exec(out)?.[1], 60_000)
      return Promise.race([
        found,
        ended.then((end) => Promise.reject(new Error(`it ended with ${end.code}: ${end.words}`))),
      ])
    },
    /** The one-time token of the first administrator. */
    token: () => until(() => /\/setup\?token=(\S+)/.exec(out)?.[1]),
    /** Its code, and what it said on standard error. */
    ended,
    ask: (signal: 'SIGTERM' | 'SIGKILL') => child.kill(signal),
  }
}
