import type { Waiting } from './waiting.ts'

/** What the server said to a post. `stranger`: it knows no such visitor. `later`: it may be different next time. */
export type Posted = 'taken' | 'refused' | 'stranger' | 'later'

/** Sends one message once, with the language of its page; it never throws. */
export async function post(
  url: string,
  { id, message, start }: Waiting,
  { token, language }: { token: string; language: string },
): Promise<Posted> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(message ? { id, message, language } : { id, start, language }),
      signal: AbortSignal.timeout(20_000),
    })
    if (answer.ok) return 'taken'
    if (answer.status === 401) return 'stranger'
    return [400, 413, 422].includes(answer.status) ? 'refused' : 'later'
  } catch {
    return 'later'
  }
}
