import { expect, test } from 'vitest'
import { markdown, type Piece, plain, safeUrl } from '../../../server/widget/markdown.ts'

const inner = (text: string): Piece[] => {
  const [first] = markdown(text)
  return typeof first === 'object' ? first.content : []
}

test('reads bold, italic and code, also inside each other', () => {
  expect(inner('a **b *c*** `d*e*`')).toEqual([
    'a ',
    { type: 'bold', content: ['b ', { type: 'italic', content: ['c'] }] },
    ' ',
    { type: 'code', content: ['d*e*'] },
  ])
})

test('leaves sums, snake_case and lonely marks as they are', () => {
  for (const text of ['2 * 3 * 4', 'order_id_of_it', 'five stars *****', 'a [b] c', '** x **', '`']) {
    expect(inner(text)).toEqual([text])
  }
})

test('reads lists, numbered lists, and code blocks', () => {
  expect(markdown('Take\n- one\n- two\n\n1. first\n```\n**raw**\n```')).toEqual([
    { type: 'paragraph', content: ['Take'] },
    {
      type: 'list',
      ordered: false,
      content: [
        { type: 'item', content: ['one'] },
        { type: 'item', content: ['two'] },
      ],
    },
    { type: 'list', ordered: true, content: [{ type: 'item', content: ['first'] }] },
    { type: 'block', content: ['**raw**'] },
  ])
})

test('makes addresses links and keeps the full stop out of them', () => {
  const link = { type: 'link', url: 'https://a.example/x_y_z', content: ['https://a.example/x_y_z'] }
  expect(inner('See https://a.example/x_y_z.')).toEqual(['See ', link, '.'])
  expect(plain('See https://a.example/x_y_z.')).toEqual(['See ', link, '.'])
})

test('opens no address but http, mailto and tel', () => {
  expect(inner('[a](javascript:alert(1))').every((piece) => typeof piece === 'string')).toBe(true)
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' jAvascript:x']) {
    expect(safeUrl(url)).toBeNull()
  }
  expect(safeUrl('/blobs/1', 'https://host.example/')).toBe('https://host.example/blobs/1')
})

test('does not repeat or lose words, whatever the text', () => {
  const text = (pieces: Piece[]): string =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : text(piece.content))).join('')
  expect(text(markdown('**a** _b_ `c` [d](https://e.example/) \\*f\\*'))).toBe('a b c d *f*')
})

test.for(['*', '**', '_', '[', '[](', '`', '**a', '[a](', '[(', 'http://.', '\\', '- ', 'a\n```\n'])(
  'reads a quarter of a million characters of %j: a quadratic reader runs into the time limit',
  { timeout: 20_000 },
  (unit) => {
    expect(markdown(unit.repeat(262_144 / unit.length)).length).toBeGreaterThan(0)
  },
)
