import type { Json } from '../../message.ts'

type Row = { name: string; ok: boolean; help?: string }

/**
 * Whether a bot works, in words: its token, the keys of the service, and where deliveries should come. Azure does not
 * tell a bot what its messaging endpoint is, so that is said for comparing.
 */
export async function check(
  ask: { token: () => Promise<string>; keys: () => Promise<Json> },
  webhook: string | null,
): Promise<Row[]> {
  const place = 'the app id, the client secret and, for a single-tenant bot, the tenant, in the Azure portal'
  return [
    await row('Token', ask.token, `Compare ${place}.`),
    await row('Keys', ask.keys, 'Without them no delivery is believed. Look at the address of the keys.'),
    webhook === null
      ? { name: 'Receiving', ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
      : { name: 'Receiving', ok: true, help: `The messaging endpoint of the Azure Bot must be ${webhook}` },
  ]
}

async function row(name: string, ask: () => Promise<unknown>, help: string): Promise<Row> {
  try {
    await ask()
    return { name, ok: true }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { name, ok: false, help: `${said} ${help}` }
  }
}
