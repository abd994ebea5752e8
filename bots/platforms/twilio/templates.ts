import Type, { type Static } from 'typebox'
import type { Http, Template } from '../../channel.ts'
import { exchange } from '../exchange.ts'
import { fits } from '../fits.ts'
import { valuesOf } from '../values.ts'
import { failure } from './failure.ts'

/**
 * The content templates that WhatsApp approved; a template is named by its SID, its title says what it is called.
 * Throws DeliveryError. Source: https://www.twilio.com/docs/content/content-api-resources
 */
export async function templates(base: string, authorization: string, http: Http): Promise<Template[]> {
  const found: Template[] = []
  const origin = new URL(base).origin
  let next: string | null = new URL('/v1/ContentAndApprovals?PageSize=100', base).href
  for (let page = 0; next !== null && page < mostPages; page++) {
    const answer: Awaited<ReturnType<Http>> = await exchange(http, 'Twilio', {
      url: next,
      headers: { authorization },
    })
    if (answer.status !== 200) throw failure(answer)
    const told: unknown = JSON.parse(answer.body)
    if (!fits(Page, told)) throw new Error('Twilio gave an answer that is none.')
    found.push(...told.contents.flatMap(templateOf))
    const after: URL | null = URL.parse(told.meta?.next_page_url ?? '')
    // Our credentials go to no other address than the account's.
    next = after && after.origin === origin ? after.href : null
  }
  return found
}

const mostPages = 20

const Page = Type.Object({
  contents: Type.Array(Type.Unknown()),
  meta: Type.Optional(
    Type.Object({ next_page_url: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
  ),
})
const Content = Type.Object({
  sid: Type.String({ minLength: 1 }),
  friendly_name: Type.String(),
  language: Type.String(),
  types: Type.Record(Type.String(), Type.Unknown()),
  approval_requests: Type.Object({ status: Type.String() }),
})
const Body = Type.Object({ body: Type.String() })

function templateOf(value: unknown): Template[] {
  if (!fits(Content, value) || value.approval_requests.status !== 'approved') return []
  const text = bodyOf(value)
  if (text === null) return []
  const { sid, friendly_name: title, language } = value
  return [{ name: sid, title, language, text, values: valuesOf(text) }]
}

/** The words of a template, whichever of Twilio's kinds it is. */
function bodyOf({ types }: Static<typeof Content>): string | null {
  return Object.values(types).find((one): one is Static<typeof Body> => fits(Body, one))?.body ?? null
}
