import type { WebhookRequest } from '../../channel.ts'

/** The parameters of a delivery by name; one that comes several times has a list. */
export type Form = Map<string, string[]>

/** What a delivery carries: the form in its body, or in its address when it is a GET. */
export function formOf({ method, url, body }: WebhookRequest): Form {
  const text = method === 'GET' ? (url.split('?')[1] ?? '') : body.toString('utf8')
  const form: Form = new Map()
  for (const [name, value] of new URLSearchParams(text)) form.set(name, [...(form.get(name) ?? []), value])
  return form
}
