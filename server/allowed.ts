import type { Account } from './accounts.ts'
import type { Allowed } from './api.ts'
import type { Identity, Store } from './store.ts'
import { writing } from './writing.ts'

/** What an agent may send to an identity now; of an account that is gone nothing is known, and sending says why. */
export async function allowed(
  store: Store,
  identity: Identity,
  account: Account | null,
  now: number,
): Promise<Allowed> {
  if (identity.refused.includes('messages')) return { what: 'nothing', why: 'refused' }
  if (identity.refused.includes('reachable')) return { what: 'nothing', why: 'blocked' }
  if (!account) return { what: 'all' }
  const may = await writing(store, { identity: identity.id, account, by: 'agent', now })
  if (!may.free) return may.templates ? { what: 'templates' } : { what: 'nothing', why: 'window' }
  const { until, left } = may
  return {
    what: 'all',
    ...(until === null ? {} : { until: new Date(until).toISOString() }),
    ...(left === null ? {} : { left }),
  }
}
