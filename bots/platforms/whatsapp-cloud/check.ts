import Type from 'typebox'
import { fits } from '../fits.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether a number works, in words: its token, and where WhatsApp delivers; `webhook` is where it should. */
export async function check(
  ask: (path: string) => Promise<unknown>,
  number: string,
  webhook: string | null,
): Promise<Row[]> {
  const fields = 'display_phone_number,verified_name,quality_rating,webhook_configuration'
  const found = await ask(`${number}?fields=${fields}`).catch(wordsOf)
  if (typeof found === 'string')
    return [
      { name: 'Access token', ok: false, help: `${found} Look at the token and the id of the phone number.` },
    ]
  if (!fits(Found, found))
    return [{ name: 'Access token', ok: false, help: 'WhatsApp gave an answer that is none.' }]
  return [
    { name: 'Access token', ok: true },
    ...permissions(await ask('me/permissions').catch(() => null)),
    receiving(Object.values(found.webhook_configuration ?? {}), webhook),
    quality(found.quality_rating),
  ]
}

const Granted = Type.Object({
  data: Type.Array(Type.Object({ permission: Type.String(), status: Type.String() }), { minItems: 1 }),
})

/** Not every kind of token may ask what it is allowed: then nothing is said of it. */
function permissions(told: unknown): Row[] {
  if (!fits(Granted, told)) return []
  const name = 'Permissions'
  const granted = told.data.filter(({ status }) => status === 'granted').map(({ permission }) => permission)
  const missing = ['whatsapp_business_messaging', 'whatsapp_business_management'].filter(
    (permission) => !granted.includes(permission),
  )
  if (missing.length === 0) return [{ name, ok: true }]
  return [
    { name, ok: false, help: `Give the system user's token ${missing.join(' and ')}, and set it anew.` },
  ]
}

function receiving(told: string[], webhook: string | null): Row {
  const name = 'Receiving'
  if (webhook === null) return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
  if (told.includes(webhook)) return { name, ok: true }
  const now = told.length > 0 ? `WhatsApp delivers to ${told.join(', ')}, not to ${webhook}.` : ''
  const help = `Set ${webhook} as the callback URL in the app dashboard, with the verify token, and subscribe to "messages".`
  return { name, ok: false, help: [now, help].filter(Boolean).join(' ') }
}

function quality(rating = 'UNKNOWN'): Row {
  if (rating !== 'RED') return { name: 'Quality', ok: true }
  const help = 'Customers block or report this number often, so WhatsApp may soon limit it.'
  return { name: 'Quality', ok: false, help }
}

const Found = Type.Object({
  quality_rating: Type.Optional(Type.String()),
  webhook_configuration: Type.Optional(Type.Record(Type.String(), Type.String())),
})

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
