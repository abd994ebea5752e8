import type { ConnectionNeeds, Http } from '../../channel.ts'
import { failure } from './failure.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether an account works, in words: its token, what the app may do, and where X delivers. */
export async function check(
  ask: (path: string) => ReturnType<Http>,
  { webhook, clock }: Pick<ConnectionNeeds, 'webhook' | 'clock'>,
): Promise<Row[]> {
  const name = 'Access token'
  const answer = await ask('/2/users/me').catch(wordsOf)
  if (typeof answer === 'string') return [{ name, ok: false, help: answer }]
  if (answer.status !== 200) {
    const help = `${failure(answer, clock()).message} Look at the keys and tokens of the app at console.x.com.`
    return [{ name, ok: false, help }]
  }
  return [{ name, ok: true }, permission(answer.headers['x-access-level']), receiving(webhook)]
}

/** X tells with every answer what the token may do; where it does not, sending will show it. */
function permission(level: string | undefined): Row {
  const name = 'Direct messages'
  if (level === undefined || level.includes('directmessages')) return { name, ok: true }
  const help = `The app may only "${level}". Give it the permission "Read and write and Direct message", and then make the access token anew.`
  return { name, ok: false, help }
}

/** X tells it to the app only, not to the account. */
function receiving(webhook: string | null): Row {
  const name = 'Receiving'
  if (webhook === null) return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
  const help = `X does not tell an account where it delivers. It has to be ${webhook}, with a subscription to dm.received and dm.sent.`
  return { name, ok: true, help }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
