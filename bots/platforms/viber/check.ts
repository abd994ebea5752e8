import Type from 'typebox'
import { fits } from '../fits.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether a bot works, in words: its token, and where Viber delivers. `webhook` is where it should. */
export async function check(
  ask: (method: string) => Promise<unknown>,
  webhook: string | null,
): Promise<Row[]> {
  const info = await ask('get_account_info').catch(wordsOf)
  if (typeof info === 'string')
    return [
      {
        name: 'Token',
        ok: false,
        help: `${info} Take the token from the Viber Admin Panel (partners.viber.com) anew.`,
      },
    ]
  if (!fits(Info, info)) return [{ name: 'Token', ok: false, help: 'Viber gave an answer that is none.' }]
  return [{ name: 'Token', ok: true }, receiving(info.webhook ?? '', webhook)]
}

const Info = Type.Object({ webhook: Type.Optional(Type.String()) })

function receiving(now: string, wanted: string | null): Row {
  const name = 'Receiving'
  if (wanted === null) return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
  if (now === wanted) return { name, ok: true }
  const where = now === '' ? 'Viber delivers nowhere' : `Viber delivers to ${now}`
  return {
    name,
    ok: false,
    help: `${where}, not to ${wanted}. Restart Parley to set it anew; Viber wants https with a certificate that is trusted.`,
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
