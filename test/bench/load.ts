import { type Line, openLine } from './line.ts'

/** What one stretch of load came to. Times in ms. */
export interface Figures {
  count: number
  perSecond: number
  acks: number[]
  replies: number[]
}

/** One request of one user; returns when it was answered, and when it was replied to. */
export type Ask = (user: number, line: Line) => Promise<{ ack: number; reply: number }>

/** How long the last replies may take, ms. */
const patience = 20_000

/** Runs users who each begin the next request only when the last was answered, each on a connection of their own. */
export async function load(plan: {
  /** One or more servers, in turns. */
  urls: string[]
  headers?: Record<string, string>
  users: number
  seconds: number
  ask: Ask
}): Promise<Figures> {
  const lines = await Promise.all(
    Array.from({ length: plan.users }, (_, user) =>
      openLine(plan.urls[user % plan.urls.length] ?? '', plan.headers),
    ),
  )
  const acks: number[] = []
  const replies: number[] = []
  const began = performance.now()
  const end = began + plan.seconds * 1000
  async function user(line: Line, number: number): Promise<void> {
    while (performance.now() < end) {
      const start = performance.now()
      const { ack, reply } = await plan.ask(number, line)
      acks.push(ack - start)
      replies.push(reply - start)
    }
  }
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('a reply is missing')), plan.seconds * 1000 + patience)
  await Promise.race([Promise.all(lines.map(user)), late.promise])
  clearTimeout(timer)
  const took = (performance.now() - began) / 1000
  for (const line of lines) line.close()
  return { count: acks.length, perSecond: acks.length / took, acks, replies }
}
