import type { Database } from './database.ts'
import type { Node } from './node.ts'

/** What can be made to go wrong, in this order. */
export const breakages = ['points', 'kill', 'pause', 'cut', 'hole', 'primary', 'stepdown'] as const
export type Breakage = (typeof breakages)[number]

/** How long a node is stopped: longer than its leases, ms. */
const stopped = 18_000
/** How long the database is away, ms. */
const away = 10_000
/** How long all may take to work again, ms. */
const promised = 15_000

/** What came of the faults: how many there were, how long it took until it worked again (ms), and what was wrong. */
export interface Broken {
  count: number
  recoveries: Partial<Record<Breakage, number>>
  faults: string[]
}

/** Breaks one thing after the other while the load runs. `working` waits for the next message that is begun and acknowledged from now on. */
export async function breakAll(run: {
  breakages: readonly Breakage[]
  at: readonly string[]
  kills: number
  nodes: Node[]
  database: Database
  random: () => number
  working(): Promise<void>
  say(line: string): void
}): Promise<Broken> {
  const { nodes, database, random, say } = run
  const broken: Broken = { count: 0, recoveries: {}, faults: [] }
  const any = () => nodes[Math.floor(random() * nodes.length)] ?? needed(nodes[0])

  const ways: Record<Breakage, () => Promise<void>> = {
    async points() {
      for (const point of run.at) {
        const node = any()
        const before = node.kills()
        await node.dieAt(point, 1 + Math.floor(random() * 5))
        while (node.kills() === before) await sleep(10)
        await node.up()
        broken.count += 1
        say(`died at ${point}`)
      }
    },
    async kill() {
      for (let kill = 1; kill <= run.kills; kill++) {
        await sleep(100 + random() * 500)
        await any().kill()
        broken.count += 1
        say(`killed at random, ${kill} of ${run.kills}`)
      }
    },
    async pause() {
      await any().pause(stopped)
      broken.count += 1
      say(`stopped for ${stopped} ms`)
      await sleep(1000)
    },
    cut: () => outage('cut'),
    hole: () => outage('hole'),
    async primary() {
      const restart = await needed(database.killPrimary)()
      await recovered('primary')
      await restart()
    },
    async stepdown() {
      await needed(database.stepDown)()
      await recovered('stepdown')
    },
  }

  async function outage(how: 'cut' | 'hole'): Promise<void> {
    const mend = needed(database.break)(how)
    const end = Date.now() + away
    await sleep(away / 2)
    for (const node of nodes)
      if ((await readiness(node)) !== 503) broken.faults.push(`a node said it was ready in a ${how}`)
    await sleep(Math.max(0, end - Date.now()))
    mend()
    await recovered(how)
  }

  async function recovered(what: Breakage): Promise<void> {
    broken.count += 1
    const began = Date.now()
    await run.working()
    for (const node of nodes)
      while ((await readiness(node)) !== 200 && Date.now() - began <= 2 * promised) await sleep(50)
    const took = Date.now() - began
    broken.recoveries[what] = took
    if (took > promised) broken.faults.push(`it took ${took} ms until all worked again after: ${what}`)
    say(`${what}: worked again after ${took} ms`)
  }

  for (const what of breakages) if (run.breakages.includes(what)) await ways[what]()
  return broken
}

async function readiness(node: Node): Promise<number> {
  const answer = await fetch(`${node.url()}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => null)
  return answer?.status ?? 0
}

function needed<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('This database cannot be broken like that: see --members.')
  return thing
}

const sleep = (time: number) => new Promise((resolve) => setTimeout(resolve, time))
