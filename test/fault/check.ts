import type { ReadEntry, Store } from '../../server/store.ts'
import type { BotApi } from '../doubles/bot-api.ts'

/** What the driver knows of one chat: what was acknowledged, and when an agent had it (ms). */
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
  /** Answers that came before one to an earlier message of the journal. */
  inversions: number
  /** Acknowledged messages to the bot that were not answered. */
  unanswered: number
  /** Answers that were on the wire at a fault and old after a take: parked, since they may have arrived. */
  unknown: number
  /** Messages of the bot's that left while an agent had the conversation. */
  spoken: number
  /** Those of them that were on the wire when the take was committed: at most one a take, before the agent's own. */
  onWire: number
  takes: number
  /** Answers the platform got more than once, each of them marked. */
  repeated: number
  /** Those of them that are not marked, or came oftener than they were leased. */
  unmarked: number
  faults: string[]
}

/** Waits until all is settled, stops the nodes, and judges by the platform's log and the journal. */
export async function check(run: {
  chats: Chat[]
  platform: BotApi
  store: Store
  /** How many answers may have been on the wire when something broke. */
  most: number
  /** How long after a take what was on the wire before it may arrive, ms. */
  wire: number
  stop(): Promise<void>
}): Promise<Verdict> {
  const { chats, platform, store, most } = run
  await quiet(store)
  await run.stop()
  const found = await Promise.all(chats.map((chat) => judge(chat, platform, store, run.wire)))
  await store.check()
  const sum = (of: (one: Judged) => number) => found.reduce((total, one) => total + of(one), 0)
  const verdict = {
    acked: sum((one) => one.acked),
    missing: sum((one) => one.missing),
    twice: sum((one) => one.twice),
    inversions: sum((one) => one.inversions),
    unanswered: sum((one) => one.unanswered.length),
    unknown: sum((one) => one.unknown),
    spoken: sum((one) => one.spoken),
    onWire: sum((one) => one.onWire),
    takes: sum((one) => one.takes),
    repeated: sum((one) => one.repeated),
    unmarked: sum((one) => one.unmarked),
  }
  const silent = found.flatMap((one) => one.unanswered)
  const faults = [
    verdict.missing && `${verdict.missing} acknowledged messages are missing`,
    verdict.twice && `${verdict.twice} messages were handled twice`,
    verdict.inversions && `${verdict.inversions} answers came out of order`,
    verdict.unanswered &&
      `${verdict.unanswered} messages were not answered: ${silent.slice(0, 5).join(', ')}`,
    verdict.unknown > most && `${verdict.unknown} answers were given up, and ${most} can have been`,
    verdict.spoken && `the bot spoke ${verdict.spoken} times while an agent had the conversation`,
    verdict.repeated > most && `${verdict.repeated} answers were repeated, and ${most} can have been`,
    verdict.unmarked && `${verdict.unmarked} answers were repeated without a mark, or without a lease`,
  ]
  return { ...verdict, faults: faults.filter((fault) => typeof fault === 'string') }
}

type Judged = Awaited<ReturnType<typeof judge>>

async function judge(chat: Chat, platform: BotApi, store: Store, wire: number) {
  const entries = await store.entries(
    { identity: `telegram/default/${chat.id}` },
    { after: 0, limit: 100_000 },
  )
  const sends = platform
    .sends()
    .filter((call) => Number(call.payload.chat_id) === chat.id)
    .map((call) => ({ text: plain(call.payload.text), at: call.at }))
  const stored = counted(entries.flatMap(({ event }) => (event.type === 'message' ? [event.id] : [])))
  // What was sent twice is told twice, and marked the second time.
  const settled = counted(
    entries.flatMap(({ event }) => (event.type === 'sent' && !event.twice ? [event.job] : [])),
  )
  const again = (counts: Iterable<number>) => [...counts].filter((times) => times > 1).length

  const answers = counted(sends.flatMap(({ text }) => (isAnswer(text) ? [text] : [])))
  const places = new Map<string, number>(
    entries.flatMap(({ event, position }) => {
      const text = event.type === 'message' && event.message.type === 'text' ? event.message.text : ''
      return text ? [[`Heard ${text}.`, position] as const] : []
    }),
  )
  const order = [...answers.keys()].map((text) => places.get(text) ?? 0)

  const parked = await store.jobs({
    conversation: `telegram/default/${chat.id}#1`,
    status: 'unknown',
    limit: 1000,
  })
  const unsure = new Set(parked.map(({ key }) => key))
  const silent = unanswered(chat, entries, new Set(answers.keys()))
  const lost = silent.filter(({ position }) => !unsure.has(`s${position}.0`))
  // One call may have been on the wire when the take was committed: it began before the agent was told.
  const late = chat.takes.map(({ from, until }) =>
    sends.filter(({ text, at }) => at > from + 1 && at < until && !text.startsWith('Agent')),
  )
  const before = (at: number, words: string) =>
    at < (sends.find(({ text }) => text === words)?.at ?? Number.POSITIVE_INFINITY)
  const onWire = chat.takes.filter(({ from, words }, index) => {
    const [only, ...more] = late[index] ?? []
    return only && more.length === 0 && only.at - from <= wire && before(only.at, words)
  }).length
  const repeated = [...answers].filter(([, times]) => times > 1)
  return {
    acked: chat.acked.length,
    missing: chat.acked.filter(({ id }) => !stored.has(id)).length,
    twice: again(stored.values()) + again(settled.values()),
    inversions: order.filter((position, at) => at > 0 && position < (order[at - 1] ?? 0)).length,
    unanswered: lost.map(({ position }) => `${chat.id} at ${position}`),
    unknown: silent.length - lost.length,
    spoken: late.flat().length - onWire,
    onWire,
    takes: chat.takes.length,
    repeated: repeated.length,
    unmarked: repeated.filter(
      ([text, times]) => times > 2 || !isMarked(entries, text, times, unsure, places.get(text) ?? 0),
    ).length,
  }
}

/** Whether the journal says of an answer that it may have come twice, and that it was leased so often. */
function isMarked(
  entries: ReadEntry[],
  text: string,
  times: number,
  unsure: ReadonlySet<string>,
  position: number,
): boolean {
  const sent = entries.find(
    ({ event }) => event.type === 'sent' && event.message.type === 'text' && event.message.text === text,
  )
  if (!sent) return unsure.has(`s${position}.0`) || entries.some(isGivenUp(`s${position}.0`))
  const tries = Number(sent.key.slice(sent.key.lastIndexOf(':') + 1))
  return sent.event.type === 'sent' && sent.event.twice === true && tries >= times
}

const isGivenUp =
  (job: string) =>
  ({ event }: ReadEntry) =>
    event.type === 'failed' && event.job === job && event.class === 'unknown'

/** A message is owed an answer when the bot heard it: its turn went through `echo`, and no take cancelled the answer. */
function unanswered(chat: Chat, entries: ReadEntry[], answered: ReadonlySet<string>): ReadEntry[] {
  const cancelled = new Set(entries.flatMap(({ reading }) => reading?.cancelled ?? []))
  const acked = new Set(chat.acked.map(({ id }) => id))
  return entries.filter(({ event, reading, position }) => {
    if (event.type !== 'message' || !acked.has(event.id)) return false
    if (!reading) return true
    if (!reading.path?.includes('echo.echo')) return false
    const text = event.message.type === 'text' ? event.message.text : ''
    return !cancelled.has(`s${position}.0`) && !answered.has(`Heard ${text}.`)
  })
}

/** Nothing unread and no job but timers. */
async function quiet(store: Store): Promise<void> {
  const until = Date.now() + 60_000
  for (;;) {
    const behind = await store.behind(1)
    const jobs = await store.jobs({ status: null, limit: 1000 })
    if (behind.length === 0 && jobs.every(({ effect }) => effect.type === 'wake')) return
    if (Date.now() > until) return // what is left shows as unanswered
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const isAnswer = (text: string) => /^Heard m\d+\.$/.test(text)

const plain = (text: unknown) => String(text ?? '').replaceAll(/<[^>]+>/g, '')

function counted(all: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}
