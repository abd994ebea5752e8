import { buildAside } from './build.ts'
import { createLog } from './log.ts'
import { openParley } from './parley.ts'
import { loadEnvFile, readSettings } from './settings.ts'

/** How long a balancer has to notice that this node stops, ms. */
const notice = 1000

/** `npm start`: reads the settings, builds the browser code when it is stale, opens everything, listens, stops gracefully. */
async function main(): Promise<void> {
  loadEnvFile()
  const settings = readSettings(process.env)
  const log = createLog(settings)
  const say = (line: string) => console.log(line)
  await buildAside()
  const parley = await openParley({ settings, env: process.env, log })
  const url = await parley.listen()
  const shown = settings.PUBLIC_URL || url
  say(`Parley runs.\n  Agents:    ${shown}\n  Demo shop: ${shown}/demo`)
  for (const account of parley.accounts.all()) say(`  ${account.id}: ${account.off ?? 'on'}`)
  if ((await parley.people.all()).length === 0) {
    const token = await parley.people.invite('admin')
    say(
      `\nNobody is here yet. Open this once to become the administrator (three days):\n  ${shown}/setup?token=${token}\n`,
    )
  }
  let asked = 0
  const stop = (wait: number) => {
    if (++asked > 1) process.exit(1)
    const late = setTimeout(() => process.exit(1), 10_000)
    parley.close(wait).then(
      () => {
        clearTimeout(late)
        process.exit(0)
      },
      (error: unknown) => {
        log.error({ error }, 'stopping went wrong')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop(notice))
  process.on('SIGINT', () => stop(0))
  if (process.env.npm_lifecycle_event) whenOrphaned(() => asked === 0 && stop(notice))
}

/** npm ends at a signal without passing it on through its shell: whoever it leaves behind is to stop too. */
function whenOrphaned(act: () => unknown): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, 500)
  timer.unref()
}

main().catch((error: unknown) => {
  console.error(inWords(error))
  process.exit(1)
})

/** What a person can do about a fault at the start. */
function inWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE')
    return `Parley cannot start: the port is in use (${message}). Set PORT to another one, or stop what uses it.`
  if (code === 'EACCES')
    return `Parley cannot start: not allowed (${message}). Check PORT and the rights of DATA_DIR.`
  return `Parley cannot start. ${message}`
}
