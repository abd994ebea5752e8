import Type, { type Static, type TSchema } from 'typebox'
import type { Http } from '../../channel.ts'
import { fits } from '../fits.ts'
import { failure } from './failure.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether an account works, in words: its token, and where LINE delivers. `webhook` is where it should. */
export async function check(
  ask: (path: string, post?: object) => ReturnType<Http>,
  webhook: string | null,
): Promise<Row[]> {
  const look = async <Schema extends TSchema>(
    schema: Schema,
    path: string,
    post?: object,
  ): Promise<Static<Schema> | string> => {
    try {
      const answer = await ask(path, post)
      if (answer.status !== 200) return failure(answer).message
      const told: unknown = JSON.parse(answer.body)
      return fits(schema, told) ? told : strange
    } catch (error) {
      return error instanceof Error && !(error instanceof SyntaxError) ? error.message : strange
    }
  }
  const me = await look(Me, '/v2/bot/info')
  if (typeof me === 'string') {
    const help = `${me} Take the channel access token from the LINE Developers console and set it anew.`
    return [{ name: 'Token', ok: false, help }]
  }
  const token = { name: 'Token', ok: true }
  const endpoint = await look(Endpoint, '/v2/bot/channel/webhook/endpoint')
  if (typeof endpoint === 'string') return [token, { name: 'Receiving', ok: false, help: endpoint }]
  const found = receiving(endpoint, webhook)
  if (!found.ok) return [token, found]
  // LINE signs an empty delivery and sends it there now.
  const tried = await look(Tried, '/v2/bot/channel/webhook/test', { endpoint: endpoint.endpoint })
  return [
    token,
    found,
    { name: 'Test by LINE', ...(typeof tried === 'string' ? failed(tried) : told(tried)) },
  ]
}

const strange = 'LINE gave an answer that is none. Look at the address of the Messaging API.'

const Me = Type.Object({ userId: Type.String() })
const Endpoint = Type.Object({ endpoint: Type.String(), active: Type.Boolean() })

const Tried = Type.Object({ success: Type.Boolean(), statusCode: Type.Integer(), detail: Type.String() })

function told({ success, statusCode, detail }: Static<typeof Tried>): Omit<Row, 'name'> {
  if (success) return { ok: true }
  return failed(
    statusCode === 401
      ? 'LINE delivered, and its signature was refused: set the channel secret anew.'
      : `LINE could not deliver: ${statusCode} ${detail}`,
  )
}

function failed(help: string): Omit<Row, 'name'> {
  return { ok: false, help }
}

function receiving({ endpoint, active }: Static<typeof Endpoint>, wanted: string | null): Row {
  const name = 'Receiving'
  if (wanted === null) return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
  if (endpoint !== wanted) {
    const now = endpoint === '' ? 'LINE delivers nowhere' : `LINE delivers to ${endpoint}`
    return {
      name,
      ok: false,
      help: `${now}. Set the webhook URL to ${wanted} in the LINE Developers console.`,
    }
  }
  if (!active) return { name, ok: false, help: 'Switch on "Use webhook" in the LINE Developers console.' }
  return { name, ok: true }
}
