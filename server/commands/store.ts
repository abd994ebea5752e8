import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { failure } from '../failure.ts'
import { callable, loadOne, names } from '../load.ts'
import { loadEnvFile, readSettings } from '../settings.ts'
import { backup } from '../stores/sqlite/backup.ts'
import { counts, type OpenTransfer, type Transfer, transfer } from '../transfer.ts'

const help = `npm run store -- status [--url URL]
npm run store -- migrate --from URL --to URL
npm run store -- backup FILE [--url URL]

status   Says what the store is and how much it holds.
migrate  Copies all of one store into another, which is empty; between SQLite and MongoDB, either way. Stop Parley
         first. Stopped in the middle, the same command goes on. It ends well only when all counts agree; what it
         copied from stays as it is. Then set STORE_URL to where it went.
backup   Copies a SQLite database into FILE while Parley goes on. To put it back: stop Parley, and copy FILE over
         the database, without those that end in -wal and -shm. For MongoDB use mongodump --oplog.

URL is that of STORE_URL when it is not given. Ends with 0 when it went well, 1 when it did not, 2 when the command
is not understood.`

/** Looks after the store. */
async function store(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [what, file, ...more] = positionals
  if (values.help) return console.log(help)
  loadEnvFile()
  if (what === 'status' && file === undefined) return await status(values.url ?? own())
  if (what === 'migrate' && file === undefined && values.from && values.to)
    return await move(values.from, values.to)
  if (what === 'backup' && file !== undefined && more.length === 0) return save(values.url ?? own(), file)
  console.error(help)
  process.exit(2)
}

const options = {
  url: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** The store that Parley itself uses. */
function own(): string {
  const { STORE_URL, DATA_DIR } = readSettings(process.env)
  return STORE_URL || `sqlite:${join(resolve(DATA_DIR), 'parley.db')}`
}

async function status(url: string): Promise<void> {
  const opened = await open(url, { alone: false, must: true })
  try {
    for (const [name, value] of Object.entries({ ...(await opened.facts()), ...(await counts(opened)) }))
      console.log(`${name.padEnd(14)} ${value}`)
  } finally {
    await opened.close()
  }
}

async function move(from: string, to: string): Promise<void> {
  if (from === to) throw new Error('--from and --to are the same.')
  const source = await open(from, { alone: true, must: true })
  const target = await open(to, { alone: true }).catch(async (error: unknown) => {
    await source.close()
    throw error
  })
  try {
    const moved = await transfer({ from: source, to: target, name: shown(from), say: console.log })
    const told = Object.entries(moved).map(([kind, count]) => `${count} ${kind}`)
    console.log(`All is there: ${told.join(', ')}. Set STORE_URL=${shown(to)} and start Parley.`)
  } finally {
    await source.close()
    await target.close()
  }
}

function save(url: string, file: string): void {
  if (!url.startsWith('sqlite:'))
    throw new Error('This backs up SQLite. For MongoDB use mongodump --oplog, or what your provider offers.')
  backup(url, file)
  console.log(`${file} is a whole copy as of now.`)
}

/** `must`: it is there already. */
async function open(
  url: string,
  { alone, must = false }: { alone: boolean; must?: boolean },
): Promise<Transfer> {
  const scheme = /^([a-z]+):/.exec(url)?.[1] ?? ''
  const known = await names('server/stores')
  if (!known.includes(scheme))
    throw new Error(`${shown(url)} is the address of no store. There are: ${known.join(', ')}.`)
  const path = /^sqlite:(?:\/\/)?([^?]+)/.exec(url)?.[1]
  if (must && path !== undefined && !existsSync(path)) throw new Error(`There is no database ${path}.`)
  const opener = await loadOne(`server/stores/${scheme}`, 'transfer', callable<OpenTransfer>)
  return opener(url, { alone })
}

/** The address without user and password. */
function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//')
}

if (import.meta.main) store().catch(failure)
