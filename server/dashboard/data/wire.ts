import type { Problem } from '../../api.ts'
import { texts } from '../texts.ts'

/**
 * One request to the server, with the session's cookie. Throws `Refused` when the server says no and when it
 * cannot be reached (`status` 0).
 */
export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      'x-parley': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Refused(0, { error: 'offline', message: texts.offline }, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new Refused(response.status, problemIn(text))
  return JSON.parse(text === '' ? 'null' : text)
}

/** Why a request came to nothing; `message` is a sentence for people, `by` the one who was first. */
export class Refused extends Error {
  readonly status: number
  readonly by: string | undefined
  constructor(status: number, problem: Problem, options: { cause?: unknown } = {}) {
    super(problem.message, options)
    this.name = 'Refused'
    this.status = status
    this.by = problem.by
  }
}

/** What to tell a person about anything that was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Refused ? error.message : texts.unexpected
}

function problemIn(text: string): Problem {
  try {
    const problem: Problem = JSON.parse(text)
    if (typeof problem.message === 'string') return problem
  } catch {
    // A proxy in between answers with a page of its own.
  }
  return { error: 'unexpected', message: texts.unexpected }
}
