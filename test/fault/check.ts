import { join } from 'node:path'
import type { ReadEntry } from '../../server/store.ts'
import { sqlite as open } from '../../server/stores/sqlite.ts'
import type { BotApi } from '../doubles/bot-api.ts'

/** What the driver knows of one chat: what was acknowledged, in order, and when an agent had it (ms). */
export interface Chat {
  id: number
  acked: { id: string; text: string }[]
  takes: { from: number; until: number; words: string }[]
}

export interface Verdict {
  acked: number
  /** Acknowledged messages that the journal does not hold. */
  missing: number
  /** Messages the journal or a turn has more than once. */
  twice: number
  /** Answers that came before an earlier one's. */
  inversions: number
  /** Acknowledged messages to the bot that were not answered. */
  unanswered: number
  /** Answers that were on the wire at a kill and old after a take: parked, since they may have arrived. At most one a kill. */
  unknown: number
  /** Messages of the bot's that began to leave while an agent had the conversation. */
  spoken: number
  takes: number
  /** Answers the platform got more than once: at most one a kill can be, and each is marked. */
  repeated: number
  faults: string[]
}

/** Waits until all is settled, stops the node, and judges by the platform's log and the journal. */
export async function check(run: {
  chats: Chat[]
  platform: BotApi
  folder: string
  kills: number
  stop(): Promise<void>
}): Promise<Verdict> {
  const { chats, platform, kills } = run
  await quiet(run.folder)
  await run.stop()
  const store = await open(`sqlite:${join(run.folder, 'parley.db')}`, { clock: Date.now, reopen: 86_400_000 })
  const verdict = {
    acked: 0,
    missing: 0,
    twice: 0,
    inversions: 0,
    unanswered: 0,
    unknown: 0,
    spoken: 0,
    takes: 0,
    repeated: 0,
  }
  const missed: string[] = []
  for (const chat of chats) {
    const entries = await store.entries(
      { identity: `telegram/default/${chat.id}` },
      { after: 0, limit: 100_000 },
    )
    const sends = platform
      .sends()
      .filter((call) => Number(call.payload.chat_id) === chat.id)
      .map((call) => ({ text: plain(call.payload.text), at: call.at }))
    verdict.acked += chat.acked.length
    verdict.takes += chat.takes.length
    const stored = counted(entries.flatMap(({ event }) => (event.type === 'message' ? [event.id] : [])))
    for (const { id } of chat.acked) {
      if (!stored.has(id)) verdict.missing++
      if ((stored.get(id) ?? 0) > 1) verdict.twice++
    }
    const heard = entries.flatMap((entry) => (isSent(entry) ? [entry] : []))
    for (const times of counted(heard.map(({ event }) => (event.type === 'sent' ? event.job : ''))).values())
      if (times > 1) verdict.twice++
    const answers = sends.filter(({ text }) => /^Heard m\d+\.$/.test(text))
    const firsts = [...new Set(answers.map(({ text }) => Number(text.slice(7, -1))))]
    verdict.repeated += answers.length - firsts.length
    verdict.inversions += firsts.filter((number, at) => at > 0 && number < (firsts[at - 1] ?? 0)).length
    const parked = await store.jobs({
      conversation: `telegram/default/${chat.id}#1`,
      status: 'unknown',
      limit: 1000,
    })
    const unsure = new Set(parked.map(({ key }) => key))
    const silent = unanswered(chat, entries, new Set(firsts))
    const lost = silent.filter(({ position }) => !unsure.has(`s${position}.0`))
    verdict.unknown += silent.length - lost.length
    verdict.unanswered += lost.length
    missed.push(...lost.map(({ position }) => `${chat.id} at ${position}`))
    // One call may have been on the wire when the take was committed: it began before the agent was told.
    for (const { from, until } of chat.takes)
      verdict.spoken += sends.filter(
        ({ text, at }) => at > from + 1 && at < until && !text.startsWith('Agent'),
      ).length
  }
  await store.check()
  await store.close()
  const faults = [
    verdict.missing && `${verdict.missing} acknowledged messages are missing`,
    verdict.twice && `${verdict.twice} messages were handled twice`,
    verdict.inversions && `${verdict.inversions} answers came out of order`,
    verdict.unanswered &&
      `${verdict.unanswered} messages were not answered: ${missed.slice(0, 5).join(', ')}`,
    verdict.unknown > kills && `${verdict.unknown} answers were given up in ${kills} kills`,
    verdict.spoken && `the bot spoke ${verdict.spoken} times while an agent had the conversation`,
    verdict.repeated > kills && `${verdict.repeated} answers were repeated in ${kills} kills`,
  ]
  return { ...verdict, faults: faults.filter((fault) => typeof fault === 'string') }
}

/** A message is owed an answer when the bot heard it: its turn went through `echo`, and no take cancelled the answer. */
function unanswered(chat: Chat, entries: ReadEntry[], answered: Set<number>): ReadEntry[] {
  const cancelled = new Set(entries.flatMap(({ reading }) => reading?.cancelled ?? []))
  return entries.filter(({ event, reading, position }) => {
    if (event.type !== 'message' || !chat.acked.some(({ id }) => id === event.id)) return false
    if (!reading) return true
    if (!reading.path?.includes('echo.echo')) return false
    const text = event.message.type === 'text' ? event.message.text : ''
    return !cancelled.has(`s${position}.0`) && !answered.has(Number(text.slice(1)))
  })
}

/** Nothing unread and no job but timers. */
async function quiet(folder: string): Promise<void> {
  const store = await open(`sqlite:${join(folder, 'parley.db')}?shared`, {
    clock: Date.now,
    reopen: 86_400_000,
  })
  const until = Date.now() + 60_000
  for (;;) {
    const behind = await store.behind(1)
    const jobs = await store.jobs({ status: null, limit: 1000 })
    if (behind.length === 0 && jobs.every(({ effect }) => effect.type === 'wake')) break
    if (Date.now() > until) break // what is left shows as unanswered
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await store.close()
}

const isSent = ({ event }: ReadEntry) => event.type === 'sent'

const plain = (text: unknown) => String(text ?? '').replaceAll(/<[^>]+>/g, '')

function counted(all: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}
