import type { Connection, Log } from '../bots/channel.ts'
import type { Json } from '../bots/message.ts'

export type Keys = ReturnType<typeof createKeys>

/** How often keys are fetched anew at the most, ms: forged deliveries must not make us ask for ever. */
const pause = 60_000
/** How long keys are believed, ms. Source: Bot Framework asks to renew them daily. */
const lifetime = 24 * 60 * 60 * 1000

/** The public keys of an account's platform, fetched when first needed and kept for a day. */
export function createKeys(needs: {
  connection: () => Connection<unknown> | null
  clock: () => number
  log: Log
}) {
  const { connection, clock, log } = needs
  let keys: Json = null
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<Json> | null = null

  /** The keys at hand; null where the platform has none, or none could be fetched yet. */
  async function read(): Promise<Json> {
    if (keys !== null && clock() - fetchedAt < lifetime) return keys
    return (await renew()) ?? keys
  }

  /** Fetches the keys anew; null when they were asked for less than a minute ago, or cannot be had. */
  async function renew(): Promise<Json> {
    const ask = connection()?.keys
    if (!ask) return null
    if (fetching) return fetching
    if (clock() - triedAt < pause) return null
    triedAt = clock()
    fetching = ask()
      .then((fetched) => {
        keys = fetched
        fetchedAt = clock()
        return fetched
      })
      .catch((error: unknown) => {
        log.warn({ error }, 'the keys that deliveries are verified with could not be fetched')
        return null
      })
      .finally(() => {
        fetching = null
      })
    return fetching
  }

  return { read, renew }
}
