import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startChild } from './child.ts'
import { update } from './customers.ts'
import { type Ask, type Figures, load } from './load.ts'
import { profile } from './profile.ts'
import { type Measured, type Round, report, type Stretch } from './report.ts'
import { startSubject } from './subject.ts'
import { surroundings } from './surroundings.ts'
import type { Usage } from './usage.ts'

export interface Plan {
  rounds: number
  /** How long each stretch of load lasts. */
  seconds: number
  users: number
  store: 'sqlite' | 'mongodb'
  /** How many processes of Parley share the load. */
  nodes: number
  say?: (line: string) => void
}

/** How long each process is loaded before anything is counted, as a multiple of a stretch. */
const warm = 1.5

/**
 * Measures Parley against a raw Fastify echo of the same body, in turns (control, Parley, control), with users who
 * write again only when the reply has come; at last with one user alone. Throws with what is wrong, and gives no
 * figures, when a message was lost, answered twice or left over.
 */
export async function bench({
  rounds,
  seconds,
  users,
  store,
  nodes,
  say = () => undefined,
}: Plan): Promise<Measured> {
  const echo = await startChild('echo.ts')
  const subject = await startSubject({ store, nodes })
  const body = update(1000, 1, 'when do you open?')
  const echoed: Ask = async (_, line) => {
    const status = await line.post('/', body)
    if (status !== 200) throw new Error(`the control answered ${status}`)
    const now = performance.now()
    return { ack: now, reply: now }
  }
  const control = (more = {}) => load({ urls: [echo.url], users, seconds, ask: echoed, ...more })
  const parley = (more = {}) => load({ ...subject, users, seconds, ...more })

  async function all(): Promise<Measured> {
    say('warming up')
    await control({ seconds: seconds * warm })
    await parley({ seconds: seconds * warm })
    const found: Round[] = []
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`)
      found.push({
        before: await measured(echo, control),
        parley: await measured(subject, parley),
        after: await measured(echo, control),
      })
    }
    return { rounds: found, alone: await measured(subject, () => parley({ users: 1, seconds: seconds / 2 })) }
  }

  const found = await all().catch((error: Error) => error)
  await echo.stop()
  const faults = await subject.end()
  if (found instanceof Error) faults.unshift(found.message)
  if (found instanceof Error || faults.length > 0)
    throw new Error(`These figures would not count: ${faults.join('; ')}.`)
  return found
}

async function measured(
  child: { usage(): Promise<Usage & { database?: number; commands?: number }> },
  run: () => Promise<Figures>,
): Promise<Stretch> {
  const before = await child.usage()
  const figures = await run()
  const after = await child.usage()
  return {
    ...figures,
    cpu: (after.cpu - before.cpu) / figures.count,
    rss: after.rss,
    commits: after.commits - before.commits,
    writes: after.writes - before.writes,
    database: ((after.database ?? 0) - (before.database ?? 0)) / figures.count,
    commands: ((after.commands ?? 0) - (before.commands ?? 0)) / figures.count,
  }
}

/** The same load on SQLite and on MongoDB with one, two and three nodes, as a table. */
async function compare(plan: Omit<Plan, 'store' | 'nodes'>): Promise<string> {
  const lines = [
    'store      nodes  messages/s  ÷ echo  ÷ SQLite  ÷ one node  CPU µs: nodes  database  commands a message  reply p50, ms',
  ]
  let [embedded, one] = [0, 0]
  for (const [store, nodes] of [
    ['sqlite', 1],
    ['mongodb', 1],
    ['mongodb', 2],
    ['mongodb', 3],
  ] as const) {
    plan.say?.(`${store}, ${nodes}`)
    const measured = await bench({ ...plan, store, nodes })
    const { perSecond, cpu, reply, database, commands } = report(measured).figures
    // By the echo of the same rounds: the machine is another from minute to minute.
    const ratio = perSecond.ratio.median
    if (store === 'sqlite') embedded = ratio
    else if (nodes === 1) one = ratio
    const shown = [
      store.padEnd(10),
      String(nodes).padStart(5),
      perSecond.parley.toFixed(0).padStart(11),
      ratio.toFixed(3).padStart(7),
      (ratio / embedded).toFixed(2).padStart(9),
      (one ? (ratio / one).toFixed(2) : '–').padStart(11),
      cpu.parley.toFixed(0).padStart(14),
      database.toFixed(0).padStart(9),
      commands.toFixed(1).padStart(19),
      reply.p50.parley.toFixed(0).padStart(14),
    ]
    lines.push(shown.join(' '))
  }
  return lines.join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      users: { type: 'string', default: '64' },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
      store: { type: 'string', default: 'sqlite' },
      nodes: { type: 'string' },
    },
  })
  const users = Number(values.users)
  const seconds = Number(values.seconds)
  const rounds = Number(values.rounds)
  const store = values.store === 'mongodb' ? 'mongodb' : 'sqlite'
  try {
    if (values.profile) console.log(await profile({ users, seconds, store }))
    else if (store === 'mongodb' && values.nodes === undefined) {
      const { text } = surroundings()
      console.log(`\n${text}\n\n${await compare({ rounds, seconds, users, say: console.log })}`)
    } else {
      const around = await surroundings()
      const measured = await bench({
        rounds,
        seconds,
        users,
        store,
        nodes: Number(values.nodes ?? 1),
        say: console.log,
      })
      const { text, figures } = report(measured)
      console.log(
        `\n${around.text}\n${users} users, ${measured.rounds.length} rounds of ${seconds} s\n\n${text}`,
      )
      if (values.json)
        await writeFile(
          values.json,
          `${JSON.stringify({ ...around.facts, users, seconds, ...figures }, null, 2)}\n`,
        )
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
