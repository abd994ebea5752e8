import { randomBytes } from 'node:crypto'
import Value from 'typebox/value'
import type { Channel, Connection, Fetch, Http, Inbound, Log } from '../bots/channel.ts'
import { createKeys, type Keys } from './keys.ts'
import type { Listening } from './listening.ts'
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
  fetch: Fetch
  clock: () => number
  log: Log
  /** The public address, without a slash at the end; null when there is none. */
  address: string | null
  listening: Listening
  receive(account: string, items: Inbound[]): Promise<void>
}) {
  const { store, channels, env, http, fetch, clock, log, address, listening, receive } = needs
  const accounts = new Map<string, Account>()
  const connections = new Map<string, Connection<unknown>>()
  const revisions = new Map<string, number>()
  const keys = new Map<string, Keys>()
  const heard = new Set<string>()
  let refreshing: Promise<void> | null = null
  let refreshedAt = Number.NEGATIVE_INFINITY

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
      const mine = kept !== null || (await store.write('secret', `${id}.${name}`, { value }, 0)) !== null
      const other = mine ? null : await store.read<{ value: string }>('secret', `${id}.${name}`) // another node was first
      filled[name] = other?.value.value ?? value
    }
    return filled
  }

  function connect(account: Account): Connection<unknown> | null {
    if (account.off) return null
    const known = connections.get(account.id)
    if (known) return known
    const connection = account.channel.connect(account.settings, {
      http,
      fetch,
      clock,
      log,
      webhook: address && `${address}/hooks/${account.id}`,
    })
    connections.set(account.id, connection)
    return connection
  }

  /** Listens where this node is the one to; who lost an account to another node lets it go. */
  async function listen(account: Account): Promise<void> {
    const connection = connect(account)
    if (!connection?.listen) return
    const mine = await listening.take(account.id)
    if (mine && !heard.has(account.id)) {
      heard.add(account.id)
      connection
        .listen((items) => receive(account.id, items))
        .catch((error: unknown) => log.error({ account: account.id, error }, 'the account stopped listening'))
    } else if (!mine && heard.has(account.id)) {
      await disconnect(account.id)
      connect(account)
    }
  }

  /** Takes up what other nodes changed, and listens to what none of them listens to. */
  async function refresh(): Promise<void> {
    refreshing ??= look().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  async function look(): Promise<void> {
    refreshedAt = clock()
    const stored = await store.list<Stored>('account')
    for (const { id, rev, value } of stored) {
      if (revisions.get(id) === rev || accounts.get(id)?.fixed || !channels[value.channel]) continue
      revisions.set(id, rev)
      await disconnect(id)
      await add(value, false)
    }
    const known = new Set(stored.map(({ id }) => id))
    for (const account of accounts.values())
      if (!account.fixed && !known.has(account.id)) await forget(account.id)
    for (const account of accounts.values()) await listen(account)
  }

  async function forget(id: string): Promise<void> {
    accounts.delete(id)
    revisions.delete(id)
    await disconnect(id)
  }

  async function disconnect(id: string): Promise<void> {
    const connection = connections.get(id)
    connections.delete(id)
    keys.delete(id)
    await connection?.close()
    if (heard.delete(id)) await listening.leave(id)
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
    await listen(account)
    return account
  }

  async function remove(id: string): Promise<boolean> {
    const account = accounts.get(id)
    if (!account || account.fixed || !(await store.erase('account', id))) return false
    await forget(id)
    return true
  }

  return {
    get: (id: string) => accounts.get(id) ?? null,
    /** The same, where another node may have added it a moment ago; that is looked up once a second at the most. */
    find: async (id: string) => {
      if (!accounts.has(id) && clock() - refreshedAt > 1000) await refresh()
      return accounts.get(id) ?? null
    },
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
    connectAll: async () => {
      for (const account of accounts.values()) connect(account)
      await refresh()
    },
    refresh,
    save,
    remove,
    close: async () => void (await Promise.all([...connections.keys()].map(disconnect))),
  }
}
