import type { OpenStore } from '../store.ts'

/**
 * The store for more than one machine: `mongodb://host:27017/parley?replicaSet=rs0`. It needs a replica set, of one
 * member at the least, and no transactions. Leases run by the database's clock; all other times are the nodes' own,
 * so keep their clocks right to some seconds.
 */
export const mongodb: OpenStore = async (url, options) => {
  // Only now: mongoose takes 0.4 s and 70 MB, which the embedded store should not cost.
  const { open } = await import('./mongodb/open.ts')
  return open(url, options)
}
