import type { ActionAnswer, Detail } from '../../server/api.ts'

/** An agent by the HTTP API, who tries again when the server is down: each action has its own key. */
export async function logIn(url: () => string, token: string) {
  const accepted = await retry(() =>
    fetch(`${url()}/api/login/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-parley': '1' },
      body: JSON.stringify({
        token,
        name: 'Ann',
        email: 'ann@example.com',
        password: 'a long enough password',
      }),
    }),
  )
  if (!accepted.ok) throw new Error(`could not become an administrator: ${await accepted.text()}`)
  const cookie = (accepted.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const at = (conversation: string) => `${url()}/api/conversations/${encodeURIComponent(conversation)}`

  async function detail(conversation: string): Promise<Detail> {
    const answer = await retry(() =>
      fetch(at(conversation), { headers: { cookie }, signal: AbortSignal.timeout(slow) }),
    )
    const body: Detail = await answer.json()
    return body
  }

  /** Does something with the epoch of now; gives when it was confirmed (ms) and what came of it. */
  async function act(conversation: string, event: Record<string, unknown>) {
    const key = crypto.randomUUID()
    const { epoch } = (await detail(conversation)).conversation
    const answer = await retry(() =>
      fetch(`${at(conversation)}/entries`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'x-parley': '1' },
        body: JSON.stringify({ key, event: { ...event, epoch } }),
        signal: AbortSignal.timeout(slow),
      }),
    )
    const body: ActionAnswer = await answer.json()
    return { status: answer.status, body, at: Date.now() }
  }

  return { act, detail }
}

/** After so long (ms) it is asked again, of another node where there are several: this one may be stopped. */
export const slow = 8000
/** A start takes a second or two, and half a minute on a machine that has much else to do. */
const patience = 180_000

/** Asks until the server is there and takes it, the less often the longer it is away; throws in the end, with what it said last. */
export async function retry(ask: () => Promise<Response>): Promise<Response> {
  const until = Date.now() + patience
  for (let pause = 25; ; pause = Math.min(pause * 2, 400)) {
    const answer = await ask().catch((error: unknown) => String(error))
    if (typeof answer !== 'string' && answer.status < 500 && answer.status !== 202) return answer
    const said = typeof answer === 'string' ? answer : `${answer.status} ${await answer.text()}`
    if (Date.now() > until) throw new Error(`no answer for ${patience} ms; the last was: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
