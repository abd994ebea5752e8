import Type, { type Static } from 'typebox'
import type { Template } from '../../channel.ts'
import { fits } from '../fits.ts'
import { valuesOf } from '../values.ts'

/**
 * The templates of a WhatsApp business account that Meta approved, of those whose words are all there is to fill.
 * Throws DeliveryError. Source:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
 */
export async function templates(ask: (path: string) => Promise<unknown>, waba: string): Promise<Template[]> {
  const found: Template[] = []
  let after = ''
  for (let page = 0; page < mostPages; page++) {
    const told = await ask(
      `${waba}/message_templates?fields=name,language,status,components&limit=100${after && `&after=${encodeURIComponent(after)}`}`,
    )
    if (!fits(Page, told)) throw new Error('WhatsApp gave an answer that is none.')
    found.push(...told.data.flatMap(templateOf))
    const next = told.paging?.next === undefined ? undefined : told.paging.cursors?.after
    if (next === undefined) break
    after = next
  }
  return found
}

const mostPages = 20

const text = Type.Optional(Type.String())
const Page = Type.Object({
  data: Type.Array(Type.Unknown()),
  paging: Type.Optional(Type.Object({ next: text, cursors: Type.Optional(Type.Object({ after: text })) })),
})
const Told = Type.Object({
  name: Type.String({ minLength: 1 }),
  language: Type.String({ minLength: 1 }),
  status: Type.String(),
  components: Type.Array(Type.Object({ type: Type.String(), text, format: text })),
})

function templateOf(value: unknown): Template[] {
  if (!fits(Told, value) || value.status !== 'APPROVED') return []
  const { name, language } = value
  const body = value.components.find(({ type }) => type === 'BODY')?.text
  return body === undefined || needsMore(value)
    ? []
    : [{ name, language, text: body, values: valuesOf(body) }]
}

/** A header with a picture or a value, or values by name, are more than a message of ours says. */
function needsMore({ components }: Static<typeof Told>): boolean {
  return components.some(
    ({ type, format = 'TEXT', text = '' }) =>
      (type === 'HEADER' && (format !== 'TEXT' || text.includes('{{'))) ||
      (type === 'BODY' && /\{\{\s*[a-z_]/i.test(text)),
  )
}
