import { randomBytes } from 'node:crypto'
import Value from 'typebox/value'
import type { Channel, Connection, Http, Inbound, Log } from '../bots/channel.ts'
import { createKeys, type Keys } from './keys.ts'
import { properties, readAccount, variable } from './settings.ts'
import type { Store } from './store.ts'

/** One of the brand's connections. */
export interface Account {
  /** `channel/name` */
  id: string
  channel: Channel
  channelName: string
  name: string
  /** The bot that answers it. */
  bot: string
  settings: object
  /** Why it is off, in words; null while it works. */
  off: string | null
  /** Set by the environment: read-only for the API. */
  fixed: boolean
}
export type Accounts = Awaited<ReturnType<typeof createAccounts>>

interface Stored {
  channel: string
  name: string
  bot: string
  settings: object
}

/** Knows the accounts, from the environment and from the store, and keeps their connections open. */
export async function createAccounts(needs: {
  store: Store
  channels: Readonly<Record<string, Channel>>
  env: Record<string, string | undefined>
  bot: string
  http: Http
  clock: () => number
  log: Log
  /** The public address, without a slash at the end; null when there is none. */
  address: string | null
  receive(account: string, items: Inbound[]): Promise<void>
}) {
  const { store, channels, env, http, clock, log, address, receive } = needs
  const accounts = new Map<string, Account>()
  const connections = new Map<string, Connection<unknown>>()
  const revisions = new Map<string, number>()
  const keys = new Map<string, Keys>()

  for (const [name, channel] of Object.entries(channels)) {
    const settings = readAccount(name, channel.settings, env) ?? (name === 'web' ? {} : null)
    if (settings) await add({ channel: name, name: 'default', bot: needs.bot, settings }, true)
  }
  for (const { id, rev, value } of await store.list<Stored>('account')) {
    revisions.set(id, rev)
    if (!accounts.has(id)) await add(value, false)
  }

  async function add(stored: Stored, fixed: boolean): Promise<Account> {
    const channel = channels[stored.channel]
    if (!channel) throw new Error(`There is no channel ${stored.channel}.`)
    const id = `${stored.channel}/${stored.name}`
    const settings = await withSecrets(id, channel, stored.settings)
    const account = {
      id,
      channel,
      channelName: stored.channel,
      name: stored.name,
      bot: stored.bot,
      settings,
      off: channel.off(settings),
      fixed,
    }
    accounts.set(id, account)
    return account
  }

  /** A secret that only Parley itself needs is made once and kept. */
  async function withSecrets(id: string, channel: Channel, settings: object): Promise<object> {
    const filled: Record<string, unknown> = { ...settings }
    for (const [name, schema] of Object.entries(properties(channel.settings))) {
      if (!('generated' in schema) || filled[name]) continue
      const kept = await store.read<{ value: string }>('secret', `${id}.${name}`)
      const value = kept?.value.value ?? randomBytes(32).toString('base64url')
      if (!kept) await store.write('secret', `${id}.${name}`, { value }, 0)
      filled[name] = value
    }
    return filled
  }

  function connect(account: Account): Connection<unknown> | null {
    if (account.off) return null
    const known = connections.get(account.id)
    if (known) return known
    const connection = account.channel.connect(account.settings, {
      http,
      clock,
      log,
      webhook: address && `${address}/hooks/${account.id}`,
    })
    connections.set(account.id, connection)
    connection
      .listen?.((items) => receive(account.id, items))
      .catch((error: unknown) => log.error({ account: account.id, error }, 'the account stopped listening'))
    return connection
  }

  async function disconnect(id: string): Promise<void> {
    const connection = connections.get(id)
    connections.delete(id)
    keys.delete(id)
    await connection?.close()
  }

  /** Stores an account of the API's; a message says what is wrong with it. */
  async function save(given: Omit<Stored, 'bot'>): Promise<Account | { wrong: string }> {
    const stored = { ...given, bot: needs.bot }
    const channel = channels[stored.channel]
    if (!channel) return { wrong: `There is no channel ${stored.channel}.` }
    const id = `${stored.channel}/${stored.name}`
    if (accounts.get(id)?.fixed)
      return { wrong: `${id} is set by the environment (${variable(stored.channel, '*')}).` }
    const settings = Value.Default(channel.settings, stored.settings)
    if (!Value.Check(channel.settings, settings))
      return {
        wrong: Value.Errors(channel.settings, settings)
          .map((error) => `${error.instancePath.slice(1)} ${error.message}`)
          .join('; '),
      }
    const rev = await store.write('account', id, stored, revisions.get(id) ?? 0)
    if (rev === null) return { wrong: 'Somebody else changed this account. Load it again.' }
    revisions.set(id, rev)
    await disconnect(id)
    const account = await add(stored, false)
    connect(account)
    return account
  }

  async function remove(id: string): Promise<boolean> {
    const account = accounts.get(id)
    if (!account || account.fixed || !(await store.erase('account', id))) return false
    accounts.delete(id)
    revisions.delete(id)
    await disconnect(id)
    return true
  }

  return {
    get: (id: string) => accounts.get(id) ?? null,
    all: () => [...accounts.values()],
    /** The account of this one's kind that a platform's own id names; this one where none does. */
    meant: (id: string, platformId: string | undefined) => {
      const account = accounts.get(id)
      if (!account || platformId === undefined) return id
      const owns = (one: Account) =>
        one.channelName === account.channelName && one.channel.platformId?.(one.settings) === platformId
      return [...accounts.values()].find(owns)?.id ?? id
    },
    connection: (id: string) => {
      const account = accounts.get(id)
      return account ? connect(account) : null
    },
    /** The keys that the account's deliveries are verified with. */
    keys: (id: string) => {
      const known = keys.get(id) ?? createKeys({ connection: () => connections.get(id) ?? null, clock, log })
      keys.set(id, known)
      return known
    },
    connectAll: () => {
      for (const account of accounts.values()) connect(account)
    },
    save,
    remove,
    close: async () => void (await Promise.all([...connections.keys()].map(disconnect))),
  }
}
