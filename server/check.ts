import type { Connection, Fetch, WebhookRequest } from '../bots/channel.ts'
import type { Account } from './accounts.ts'

/** One thing that was looked at, with what to do where it fails. */
export interface Checked {
  name: string
  ok: boolean
  help?: string
}

/**
 * Looks whether an account works: what the platform says of its token and subscription, and whether a delivery signed
 * as the platform signs comes in at the public address (null: there is none).
 */
export async function check(
  account: Account,
  {
    connection,
    fetch,
    address,
  }: { connection: Connection<unknown> | null; fetch: Fetch; address: string | null },
): Promise<Checked[]> {
  if (account.off !== null) return [{ name: 'Settings', ok: false, help: account.off }]
  const told = await connection?.check?.().catch((error: unknown) => [unable(error)])
  return [
    ...(told ?? [{ name: 'Settings', ok: true }]),
    ...(await delivery(account, fetch, address)),
    ...(account.channel.closed ? [{ name: 'Platform', ok: false, help: account.channel.closed }] : []),
  ]
}

const name = 'Signed delivery'

async function delivery({ id, channel, settings }: Account, fetch: Fetch, address: string | null) {
  const sample = channel.sample?.(settings, `${address ?? 'http://localhost'}/hooks/${id}`)
  if (!sample) return []
  if (!(await channel.verify(sample, settings)))
    return [{ name, ok: false, help: `${refused} Look at the secret, and at the public address.` }]
  return address === null ? [{ name, ok: true }] : [await arrives(sample, fetch, address)]
}

const refused = 'A delivery that was signed with the secret of this account was not believed.'

/** Sends it the way the platform would: through the name, the proxy and the port that it meets. */
async function arrives(
  { url, headers, body }: WebhookRequest,
  fetch: Fetch,
  address: string,
): Promise<Checked> {
  const at = address + url
  const named = Object.entries(headers).flatMap(([field, value]) =>
    value === undefined || field === 'host' ? [] : [[field, value] as const],
  )
  try {
    const { origin } = new URL(at)
    const signal = AbortSignal.timeout(10_000)
    const answer = await fetch({
      url: at,
      method: 'POST',
      headers: Object.fromEntries(named),
      body: body.toString('utf8'),
      signal,
      trusted: origin,
    })
    await answer.body.cancel()
    if (answer.status >= 200 && answer.status < 300) return { name, ok: true }
    if (answer.status === 401)
      return { name, ok: false, help: `${refused} A proxy may change what it passes on to ${at}.` }
    return { name, ok: false, help: `${at} answered ${answer.status}. PUBLIC_URL must lead to Parley.` }
  } catch (error) {
    return { name, ok: false, help: `${at} cannot be reached (${wordsOf(error)}). Is Parley running?` }
  }
}

function unable(error: unknown): Checked {
  return { name: 'Platform', ok: false, help: wordsOf(error) }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
