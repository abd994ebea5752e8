import type { Values } from '../../../bots/message.ts'
import { call } from '../data/wire.ts'

/** One of the brand's connections, as the server tells it; secrets show their last letters only. */
export interface AccountLine {
  id: string
  channel: string
  name: string
  title: string
  /** Why nobody can connect it live. */
  closed?: string
  /** Why it is off, in words; null while it works. */
  off: string | null
  /** Set by the environment, and not to be changed here. */
  fixed: boolean
  /** The path a platform sends to. */
  webhook: string
  bot: string | null
  settings: Values
}

export async function readAccounts(): Promise<AccountLine[]> {
  return (await call<{ items: AccountLine[] }>('GET', '/api/accounts')).items
}

/** A kind of channel, and the form of its accounts. */
export interface ChannelLine {
  name: string
  title: string
  /** Why nobody can connect it live. */
  closed?: string
  settings: SettingsSchema
}

export async function readChannels(): Promise<ChannelLine[]> {
  return (await call<{ items: ChannelLine[] }>('GET', '/api/channels')).items
}

/** The part of JSON Schema that settings use. */
export interface SettingsSchema {
  properties?: Record<string, SettingSchema>
  required?: string[]
}
export interface SettingSchema {
  type?: string
  title?: string
  description?: string
  default?: string | number | boolean
  secret?: boolean
  /** Made by Parley itself. */
  generated?: boolean
  const?: string | number | boolean
  enum?: (string | number)[]
  anyOf?: SettingSchema[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

/** Where the server keeps an account. */
export function accountPath({ id }: { id: string }): string {
  return `/api/accounts/${encodeURIComponent(id)}`
}
