import { subscribe } from 'node:diagnostics_channel'
import { Session } from 'node:inspector/promises'

/** What a process has used since its start, and how its store grouped what it wrote. */
export interface Usage {
  /** µs */
  cpu: number
  /** bytes */
  rss: number
  commits: number
  /** How many writes those commits held. */
  writes: number
}

/** In a measured process: tells the address it listens on, then its usage or its profile whenever it is asked. */
export function tellUsage(url: string): void {
  let commits = 0
  let writes = 0
  subscribe('parley:sqlite:commit', (told) => {
    if (typeof told !== 'object' || told === null || !('writes' in told)) return
    commits += 1
    writes += Number(told.writes)
  })
  const session = new Session()

  function usage(): Usage {
    const { user, system } = process.cpuUsage()
    return { cpu: user + system, rss: process.memoryUsage.rss(), commits, writes }
  }

  async function begin(): Promise<object> {
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.start')
    return {}
  }

  const answers = {
    usage,
    begin,
    end: async () => (await session.post('Profiler.stop')).profile,
  }
  process.on('message', async (asked: keyof typeof answers) => process.send?.(await answers[asked]()))
  process.on('disconnect', () => process.exit(1)) // whoever measures is gone
  process.send?.({ url })
}
