import type { By } from '../../../bots/entry.ts'
import type { Message } from '../../../bots/message.ts'
import type { Detail, FileLine, Line } from '../../api.ts'
import type { Outgoing } from '../data/actions.ts'
import { pathOf } from '../data/conversation.ts'
import { texts } from '../texts.ts'
import { type Changed, changes } from './changes.ts'
import { type Delivery, deliveries } from './deliveries.ts'
import { words } from './words.ts'

/** What stands in a transcript, from top to bottom. */
export type Row = { key: string; at: string } & (
  | { kind: 'day' }
  | Bubble
  | { kind: 'note'; name: string; text: string }
  | { kind: 'event'; text: string; note?: string; retry?: string }
)
export interface Bubble extends Changed {
  kind: 'bubble'
  side: 'customer' | 'bot' | 'parley' | 'agent'
  name: string
  delivery?: Delivery
  /** Where our server keeps what the message came with. */
  file?: FileLine & { url: string }
  /** What it cost, for people. */
  cost?: string
}

/** A journal as people read it: who said what, what became of it, and what else happened. */
export function rows(needs: {
  lines: Line[]
  outgoing: Outgoing[]
  pending: Detail['pending']
  waiting: Detail['conversation']['waiting']
  customer: string
  nameOf: (agent: string) => string
}): Row[] {
  const { lines, outgoing, nameOf } = needs
  const counted = lines.filter(({ outcome }) => outcome?.type !== 'refused')
  const delivery = deliveries(counted, needs.pending)
  const now = changes(counted)
  const found: Row[] = []
  for (const line of counted) {
    const { event, position, at, by } = line
    const key = `p${position}`
    const say = (message: Message, side: Bubble['side'], name: string, id?: string) =>
      found.push({
        kind: 'bubble',
        key,
        at,
        side,
        name,
        ...now(id, message),
        ...fileOf(line),
        ...costOf([line]),
      })
    switch (event.type) {
      case 'message':
        say(event.message, 'customer', needs.customer, event.id)
        break
      case 'sent':
        if (!by.startsWith('agent:')) say(event.message, sideOf(by), nameFor(line, nameOf), event.id)
        break
      case 'echo':
        say(event.message, 'agent', texts.phone, event.id)
        break
      case 'reply': {
        const state = delivery.of(position)
        found.push({
          ...now(state.id, event.message),
          kind: 'bubble',
          key,
          at,
          side: 'agent',
          name: nameFor(line, nameOf),
          delivery: state,
          ...costOf(counted.filter((one) => isPart(one, position))),
        })
        break
      }
      case 'note':
        found.push({ kind: 'note', key, at, name: nameFor(line, nameOf), text: event.text })
        break
      case 'failed':
        if (delivery.isOwn(event.job)) break
        found.push({ kind: 'event', key, at, text: texts.happened.notSent(event.reason), retry: event.job })
        break
      default: {
        const text = words(line, nameOf)
        const note = event.type === 'transfer' ? event.note : undefined
        if (text !== null) found.push({ kind: 'event', key, at, text, ...(note ? { note } : {}) })
      }
    }
    if (line.outcome?.type === 'failed') {
      found.push({ kind: 'event', key: `${key}!`, at, text: texts.happened.stumbled })
    }
  }
  if (needs.waiting !== undefined) handOver(found, needs.waiting)
  return withDays([...found, ...notYet(lines, outgoing)])
}

function fileOf({ conversation, position, file }: Line): Pick<Bubble, 'file'> {
  return file ? { file: { ...file, url: `${pathOf(conversation)}/media/${position}` } } : {}
}

/** The parts of the reply at position p are the jobs `sP.0`, `sP.1`… */
function isPart({ event }: Line, position: number): boolean {
  return event.type === 'sent' && event.job.startsWith(`s${position}.`)
}

/** What was sent in these lines cost together, in the account's currency. */
function costOf(lines: Line[]): Pick<Bubble, 'cost'> {
  const costs = lines.flatMap(({ event }) => (event.type === 'sent' && event.cost ? [event.cost] : []))
  const [first] = costs
  if (first === undefined) return {}
  const amount = costs.reduce((sum, cost) => sum + cost.amount, 0)
  const parts = costs.reduce((sum, cost) => sum + (cost.segments ?? 0), 0)
  return { cost: texts.cost(amount, first.currency, parts) }
}

function sideOf(by: By): Bubble['side'] {
  return by === 'parley' ? 'parley' : by.startsWith('agent:') ? 'agent' : 'bot'
}

function nameFor({ by, byName }: Line, nameOf: (agent: string) => string): string {
  if (by === 'bot') return texts.bot
  if (by === 'parley') return texts.parley
  return byName ?? (by.startsWith('agent:') ? nameOf(by.slice(6)) : texts.customer)
}

/** The handing over is no entry of its own: it is shown where the waiting began. */
function handOver(found: Row[], waiting: NonNullable<Detail['conversation']['waiting']>) {
  const before = found.findLastIndex(({ at }) => at <= waiting.since)
  found.splice(before + 1, 0, {
    kind: 'event',
    key: `w${waiting.since}`,
    at: waiting.since,
    text: texts.happened.handedOver(waiting.queue, texts.reason(waiting.reason)),
  })
}

function notYet(lines: Line[], outgoing: Outgoing[]): Row[] {
  return outgoing
    .filter((item) => !lines.some(({ key }) => key.endsWith(item.key)))
    .map((item) => ({
      kind: 'bubble',
      key: `o${item.key}`,
      at: item.at,
      side: 'agent',
      name: texts.you,
      message: item.event.message,
      reactions: [],
      delivery: { state: item.state },
    }))
}

function withDays(found: Row[]): Row[] {
  let last = ''
  return found.flatMap((row) => {
    const day = new Date(row.at).toDateString()
    if (day === last) return [row]
    last = day
    return [{ kind: 'day', key: `d${day}`, at: row.at }, row]
  })
}
