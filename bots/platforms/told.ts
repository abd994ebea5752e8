import { createHash } from 'node:crypto'
import Type from 'typebox'
import type { Inbound } from '../channel.ts'
import { CustomerEvent, PlatformEvent } from '../entry.ts'
import type { Json } from '../message.ts'
import { fits } from './fits.ts'

/** An item as it may be stored: a customer's event that breaks a limit becomes `unsupported`, any other is left out. */
export function told(item: Inbound, kind: string): Inbound[] {
  if (fits(Known, item.event)) return [item]
  return item.by === 'customer' ? [unsupported(item, kind)] : []
}

const Known = Type.Union([CustomerEvent, PlatformEvent])

/** An item that says something we cannot read; people see its kind. */
export function unsupported(item: Omit<Inbound, 'event'>, kind: string): Inbound {
  return { ...item, event: { type: 'unsupported', kind: kind.slice(0, 100) || 'message' } }
}

/** What an item says beyond the canonical event: its fields but those. */
export function rest(item: object, fields: string[]): { raw?: Json } {
  const left = Object.entries(item).filter(([name]) => !fields.includes(name))
  return left.length > 0 ? { raw: JSON.parse(JSON.stringify(Object.fromEntries(left))) } : {}
}

/** A key for what has no id of its own: the same for the same content. */
export function digest(item: unknown): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('base64url')
}
