import { expect, test } from 'vitest'
import type { Event } from '../../../bots/entry.ts'
import type { Detail, Line } from '../../../server/api.ts'
import { type Row, rows } from '../../../server/dashboard/inbox/rows.ts'

const text = (words: string) => ({ type: 'text' as const, text: words })
const reply = (words: string): Event => ({ type: 'reply', epoch: 1, message: text(words) })
const sent = (job: string, id: string): Event => ({ type: 'sent', job, id, message: text('') })

/** A journal of these events, from position 1; what has no author is the customer's. */
function journal(...entries: [Event, Partial<Line>?][]): Line[] {
  return entries.map(([event, more], index) => ({
    conversation: 'web/a/b#1',
    position: index + 1,
    key: `key ${index + 1}`,
    at: '2026-11-24T12:00:00.000Z',
    by: event.type === 'reply' || event.type === 'note' ? 'agent:n' : 'customer',
    event,
    ...more,
  }))
}

function read(lines: Line[], more: { pending?: Detail['pending'] } = {}): Row[] {
  return rows({
    lines,
    outgoing: [],
    pending: [],
    waiting: undefined,
    customer: 'Aoife',
    nameOf: (agent) => agent,
    ...more,
  })
}

/** How far each reply came. */
const states = (found: Row[]) =>
  found.flatMap((row) => (row.kind === 'bubble' && row.delivery ? [row.delivery.state] : []))

test('a reply is being sent until it was sent, then as far as its receipts say', () => {
  const steps: [Event, Partial<Line>?][] = [
    [reply('hi')],
    [sent('s1.0', 'm1'), { by: 'agent:n' }],
    [{ type: 'receipt', id: 'm1', status: 'delivered' }],
    [{ type: 'receipt', id: 'm1', status: 'read' }],
    [{ type: 'receipt', id: 'm1', status: 'delivered' }],
  ]
  const seen = steps.map((_, index) => states(read(journal(...steps.slice(0, index + 1))))[0])
  expect(seen).toEqual(['sending', 'sent', 'delivered', 'read', 'read'])
})

test('a reply in parts is as far as its slowest part, and failed when one is', () => {
  const lines = journal(
    [reply('long')],
    [sent('s1.0', 'm1')],
    [{ type: 'receipt', id: 'm1', status: 'read' }],
  )
  const pending = [{ key: 's1.1', status: null, reason: null, tries: 1 }]
  expect(states(read(lines, { pending }))).toEqual(['sending'])
  const failed: Event = { type: 'failed', job: 's1.1', class: 'dead', reason: 'no answer' }
  const [row] = read([...lines, ...journal([failed]).map((line) => ({ ...line, position: 9 }))]).slice(1)
  expect(row).toMatchObject({ delivery: { state: 'failed', reason: 'no answer', job: 's1.1' } })
})

test('a stale list of what is pending does not undo what the journal tells', () => {
  const lines = journal([reply('hi')], [sent('s1.0', 'm1')])
  expect(states(read(lines, { pending: [{ key: 's1.0', status: null, reason: null, tries: 1 }] }))).toEqual([
    'sent',
  ])
  expect(states(read(lines, { pending: [{ key: 's1.0', status: 'dead', reason: 'x', tries: 9 }] }))).toEqual([
    'sent',
  ])
})

test('a message that may have arrived says so, and a retry is on its way again', () => {
  const failed: Event = { type: 'failed', job: 's1.0', class: 'unknown', reason: 'timed out' }
  expect(states(read(journal([reply('hi')], [failed])))).toEqual(['unknown'])
  expect(states(read(journal([reply('hi')], [failed], [{ type: 'retry', epoch: 1, job: 's1.0' }])))).toEqual([
    'sending',
  ])
})

test('a failed message of the bot is told with a way to try it again', () => {
  const failed: Event = { type: 'failed', job: 's7.0', class: 'dead', reason: 'gone' }
  expect(read(journal([failed, { by: 'system' }])).at(-1)).toMatchObject({
    kind: 'event',
    text: 'A message did not leave: gone',
    retry: 's7.0',
  })
})

test('messages read as they were changed, taken back and reacted to', () => {
  const found = read(
    journal(
      [{ type: 'message', id: 'a', message: text('one') }],
      [{ type: 'message', id: 'b', message: text('two') }],
      [{ type: 'edit', id: 'a', message: text('ONE') }],
      [{ type: 'unsend', id: 'b' }],
      [{ type: 'reaction', id: 'a', emoji: '👍' }],
    ),
  )
  expect(found.slice(1)).toMatchObject([
    { message: text('ONE'), changed: 'edited', reactions: ['👍'] },
    { message: text('two'), changed: 'unsent' },
  ])
  expect(found).toHaveLength(3)
})

test('what was refused is not shown as done', () => {
  const refused = { outcome: { type: 'refused' as const, reason: 'taken' } }
  expect(
    read(
      journal(
        [
          { type: 'take', epoch: 0 },
          { by: 'agent:n', ...refused },
        ],
        [reply('hi'), refused],
      ),
    ),
  ).toEqual([])
})

test('a reply on its way is shown once, also when the journal has it already', () => {
  const outgoing = [
    {
      key: 'k'.repeat(32),
      conversation: 'web/a/b#1',
      at: '2026-11-24T12:00:01.000Z',
      event: { type: 'reply' as const, epoch: 1, message: text('hi') },
      state: 'sending' as const,
    },
  ]
  const needs = { outgoing, pending: [], waiting: undefined, customer: 'Aoife', nameOf: () => 'Niamh' }
  const bubbles = (lines: Line[]) => rows({ ...needs, lines }).filter(({ kind }) => kind === 'bubble').length
  expect(bubbles([])).toBe(1)
  expect(bubbles(journal([reply('hi'), { key: `reply:n.${'k'.repeat(32)}` }]))).toBe(1)
})

test('a file is shown from where our server keeps it, and a message with what it cost', () => {
  const picture = { type: 'media', kind: 'image', url: 'line:1' } as const
  const cost = { amount: 0.0083, currency: 'USD', segments: 1 }
  const paid = (job: string, id: string): Event => ({ type: 'sent', job, id, message: text(''), cost })
  const found = read(
    journal(
      [{ type: 'message', id: 'm', message: picture }, { file: { status: 'kept', type: 'image/png' } }],
      [paid('s1.0', 'a'), { by: 'bot' }],
      [reply('long')],
      [paid('s3.0', 'b'), { by: 'agent:n' }],
      [paid('s3.1', 'c'), { by: 'agent:n' }],
    ),
  )
  const bubbles = found.flatMap((row) => (row.kind === 'bubble' ? [row] : []))
  expect(bubbles[0]?.file?.url).toBe('/api/conversations/web%2Fa%2Fb%231/media/1')
  expect(bubbles.map((row) => row.cost)).toEqual([undefined, '$0.0083', '2 parts, $0.0166'])
})
