import type { Corner } from './corner.ts'

/** Who this browser is to the server, and how the account presents itself. */
export interface Visitor {
  token: string
  name?: string
  greeting?: string
}

/** The visitor this browser already is; null before the chat was first opened. */
export function knownVisitor(corner: Corner): Visitor | null {
  try {
    const visitor: Visitor | null = JSON.parse(corner.read('visitor') ?? 'null')
    return visitor
  } catch {
    return null
  }
}

/** Becomes a new visitor. Throws when the server cannot be reached or refuses. */
export async function newVisitor(corner: Corner, url: string, language: string): Promise<Visitor> {
  const answer = await fetch(`${url}/visitors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ language }),
    signal: AbortSignal.timeout(20_000),
  })
  if (!answer.ok) throw new Error(`The chat answered ${answer.status}`)
  const visitor: Visitor = await answer.json()
  // Positions are counted anew.
  corner.write('seen', null)
  corner.write('visitor', JSON.stringify(visitor))
  return visitor
}
