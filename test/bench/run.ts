import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Child, startChild } from './child.ts'
import { update } from './customers.ts'
import { type Ask, type Figures, load } from './load.ts'
import { profile } from './profile.ts'
import { type Measured, type Round, report, type Stretch } from './report.ts'
import { startSubject } from './subject.ts'
import { surroundings } from './surroundings.ts'

export interface Plan {
  rounds: number
  /** How long each stretch of load lasts. */
  seconds: number
  users: number
  say?: (line: string) => void
}

/** How long each process is loaded before anything is counted, as a multiple of a stretch. */
const warm = 1.5

/**
 * Measures Parley against a raw Fastify echo of the same body, in turns (control, Parley, control), with users who
 * write again only when the reply has come; at last with one user alone. Throws with what is wrong, and gives no
 * figures, when a message was lost, answered twice or left over.
 */
export async function bench({ rounds, seconds, users, say = () => undefined }: Plan): Promise<Measured> {
  const echo = await startChild('echo.ts')
  const subject = await startSubject()
  const body = update(1000, 1, 'when do you open?')
  const echoed: Ask = async (_, line) => {
    const status = await line.post('/', body)
    if (status !== 200) throw new Error(`the control answered ${status}`)
    const now = performance.now()
    return { ack: now, reply: now }
  }
  const control = (more = {}) => load({ url: echo.url, users, seconds, ask: echoed, ...more })
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

async function measured(child: Child, run: () => Promise<Figures>): Promise<Stretch> {
  const before = await child.usage()
  const figures = await run()
  const after = await child.usage()
  return {
    ...figures,
    cpu: (after.cpu - before.cpu) / figures.count,
    rss: after.rss,
    commits: after.commits - before.commits,
    writes: after.writes - before.writes,
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      users: { type: 'string', default: '64' },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  })
  const users = Number(values.users)
  const seconds = Number(values.seconds)
  try {
    if (values.profile) console.log(await profile({ users, seconds }))
    else {
      const around = await surroundings()
      const measured = await bench({ rounds: Number(values.rounds), seconds, users, say: console.log })
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
