import { parseArgs } from 'node:util'
import type { Channel } from '../../bots/channel.ts'
import { type Account, type Accounts, createAccounts } from '../accounts.ts'
import { check } from '../check.ts'
import { failure } from '../failure.ts'
import { createHttp } from '../http.ts'
import { load, shaped } from '../load.ts'
import { createLog } from '../log.ts'
import { openStore } from '../parley.ts'
import { loadEnvFile, readSettings } from '../settings.ts'

const help = `npm run channel -- list
npm run channel -- test NAME [ACCOUNT]

list  Every channel with its accounts: which work, which do not, and why.
test  Asks the platform of a channel whether its account (or each, when none is named) works: its token, its
      permissions, where it delivers, and whether a signed delivery comes in. Says what to do where it fails.

Ends with 0 when all is well, 1 when something is not, 2 when the command is not understood.`

/** Shows the channels, and tries their accounts. */
async function channel(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [what, name, account, ...more] = positionals
  if (values.help) return console.log(help)
  const known = (what === 'list' && name === undefined) || (what === 'test' && name !== undefined)
  if (!known || more.length > 0) return misused(help)
  loadEnvFile()
  const settings = readSettings({ LOG_LEVEL: 'silent', ...process.env })
  const channels = await load<Channel>('bots/channels', shaped('title', 'settings', 'limits', 'verify'))
  if (name !== undefined && !channels[name])
    return misused(`There is no channel ${name}. There are: ${Object.keys(channels).join(', ')}.`)
  const log = createLog(settings)
  const store = await openStore({ ...settings, STORE_URL: besideTheServer(settings) }, Date.now)
  const { http, fetch, close } = createHttp()
  const address = settings.PUBLIC_URL || null
  const accounts = await createAccounts({
    ...{ store, channels, env: process.env, bot: '', http, fetch, clock: Date.now, log, address },
    listening: { take: async () => false, leave: async () => undefined }, // it only asks
    receive: async () => undefined,
  })
  const tools = { http, fetch, log, address, clock: Date.now }
  try {
    if (name === undefined) list(channels, accounts)
    else process.exitCode = (await test(accounts, { name, account }, tools)) ? 0 : 1
  } finally {
    await accounts.close()
    await close()
    await store.close()
  }
}

/** A file of SQLite's may be in use by the server, and is only looked at. */
function besideTheServer({ STORE_URL, DATA_DIR }: ReturnType<typeof readSettings>): string {
  const url = STORE_URL || `sqlite:${DATA_DIR}/parley.db`
  return url.startsWith('sqlite:') && !url.includes(':memory:') && !url.endsWith('?shared')
    ? `${url}?shared`
    : url
}

function list(channels: Record<string, Channel>, accounts: Accounts): void {
  for (const [name, { title, closed }] of Object.entries(channels)) {
    console.log(`${name.padEnd(16)} ${title}${closed ? ` (${closed})` : ''}`)
    const own = accounts.all().filter((account) => account.channelName === name)
    for (const { id, off } of own)
      console.log(`  ${off === null ? 'on ' : 'off'} ${id}${off ? `: ${off}` : ''}`)
    if (own.length === 0) console.log('  no account')
  }
}

type Tools = Pick<Parameters<typeof createAccounts>[0], 'http' | 'fetch' | 'log' | 'address' | 'clock'>

/** Whether all is well. A connection of its own is opened, which does not listen. */
async function test(
  accounts: Accounts,
  wanted: { name: string; account: string | undefined },
  tools: Tools,
): Promise<boolean> {
  const found = accounts
    .all()
    .filter(({ channelName, name }) => channelName === wanted.name && name === (wanted.account ?? name))
  if (found.length === 0)
    misused(
      `There is no account ${wanted.name}/${wanted.account ?? 'default'}: bots/README.md says how to connect one, .env.example which settings it has.`,
    )
  let well = true
  for (const account of found) {
    console.log(account.id)
    for (const { name, ok, help } of await tried(account, tools)) {
      console.log(`  ${ok ? 'ok   ' : 'wrong'} ${name}${help ? `: ${help}` : ''}`)
      well &&= ok
    }
  }
  return well
}

async function tried(account: Account, tools: Tools) {
  const { fetch, address } = tools
  const webhook = address && `${address}/hooks/${account.id}`
  const connection = account.off ? null : account.channel.connect(account.settings, { ...tools, webhook })
  try {
    return await check(account, { connection, fetch, address })
  } finally {
    await connection?.close()
  }
}

function misused(why: string): never {
  console.error(why)
  process.exit(2)
}

channel().catch(failure)
