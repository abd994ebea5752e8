import Type, { type Static, type TSchema } from 'typebox'
import type { Http } from '../../channel.ts'
import { fits } from '../fits.ts'
import { failure } from './failure.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether an account works, in words: its token, and for a number of its own where Twilio delivers. */
export async function check(
  ask: (path: string) => ReturnType<Http>,
  { from, webhook, whatsapp }: { from: string; webhook: string | null; whatsapp: boolean },
): Promise<Row[]> {
  const account = await look(Account, () => ask('.json'))
  if (typeof account === 'string') {
    const help = `${account} Take the Account SID and the auth token from the Twilio console and set them anew.`
    return [{ name: 'Account', ok: false, help }]
  }
  if (account.status !== 'active')
    return [{ name: 'Account', ok: false, help: `Twilio says that the account is ${account.status}.` }]
  const works = { name: 'Account', ok: true }
  if (webhook === null)
    return [works, { name: 'Receiving', ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }]
  // Twilio tells the address of a phone number only, not of a WhatsApp sender or a messaging service.
  if (whatsapp || from.startsWith('MG')) return [works]
  const found = await look(Numbers, () =>
    ask(`/IncomingPhoneNumbers.json?${new URLSearchParams({ PhoneNumber: from })}`),
  )
  if (typeof found === 'string') return [works, { name: 'Receiving', ok: false, help: found }]
  return [works, receiving(found, from, webhook)]
}

const Account = Type.Object({ status: Type.String() })
const Numbers = Type.Object({ incoming_phone_numbers: Type.Array(Type.Object({ sms_url: Type.String() })) })

function receiving(found: Static<typeof Numbers>, from: string, wanted: string): Row {
  const name = 'Receiving'
  const [number] = found.incoming_phone_numbers
  if (number === undefined) return { name, ok: false, help: `The account has no number ${from}.` }
  if (number.sms_url === wanted) return { name, ok: true }
  const now = number.sms_url === '' ? 'Twilio delivers nowhere' : `Twilio delivers to ${number.sms_url}`
  return { name, ok: false, help: `${now}. Set the webhook of ${from} to ${wanted} in the Twilio console.` }
}

async function look<Schema extends TSchema>(
  schema: Schema,
  ask: () => ReturnType<Http>,
): Promise<Static<Schema> | string> {
  try {
    const answer = await ask()
    if (answer.status !== 200) return failure(answer).message
    const told: unknown = JSON.parse(answer.body)
    return fits(schema, told) ? told : strange
  } catch (error) {
    return error instanceof Error && !(error instanceof SyntaxError) ? error.message : strange
  }
}

const strange = 'Twilio gave an answer that is none. Look at the address of the API.'
