import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tryMailbox } from './mailbox.ts'
import type { EmailSettings } from './settings.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether an address works, in words: its domain, sending, and each way to receive that is set. */
export async function check(
  settings: EmailSettings,
  verify: () => Promise<void>,
  webhook: string | null,
): Promise<Row[]> {
  const { address = '', imapUrl, listenPort, hookSecret } = settings
  return Promise.all([
    look(
      'Address',
      () => named(address),
      `Look at the spelling of ${address}, and at the MX record of its domain.`,
    ),
    look('Sending', verify, 'Look at the address of the server, the user name and the password.'),
    ...(imapUrl === undefined
      ? []
      : [
          look(
            'Mailbox',
            () => tryMailbox(settings),
            `Look at the address of the server, the user name and the password, and whether there is a folder ${settings.mailbox}.`,
          ),
        ]),
    ...(listenPort === undefined
      ? []
      : [
          look(
            'Own mail server',
            () => greeted(listenPort, settings.listenHost),
            `Look whether another program has port ${listenPort}, and whether Parley may open it.`,
          ),
        ]),
    ...(hookSecret === undefined ? [] : [posted(webhook)]),
  ])
}

async function look(name: string, attempt: () => Promise<void>, help: string): Promise<Row> {
  try {
    await attempt()
    return { name, ok: true }
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/\.?$/, '.') : ''
    return { name, ok: false, help: `${said} ${help}`.trim() }
  }
}

function posted(webhook: string | null): Row {
  const name = 'Webhook'
  if (webhook !== null) return { name, ok: true }
  return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
}

/** Whether the domain names a server for its mail; what cannot be looked up now is not held against it. */
async function named(address: string): Promise<void> {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const resolver = new Resolver({ timeout: 1500, tries: 1 })
  const nothing = (error: unknown) =>
    error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')
  const found = await resolver.resolveMx(domain).catch((error: unknown) => (nothing(error) ? [] : null))
  if (found?.length === 0) throw new Error(`No mail server is named for ${domain}`)
}

/** Whether our own server answers where it should. */
async function greeted(port: number, host: string): Promise<void> {
  const socket = connect(port, host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)
  try {
    const [first] = await once(socket, 'data', { signal: AbortSignal.timeout(5000) })
    if (!String(first).startsWith('220')) throw new Error('Something else answers there')
  } finally {
    socket.destroy()
  }
}
