/**
 * Writes the marks that Parley's texts may carry (bold, italic, code, links and lists of CommonMark) as the HTML
 * that Telegram takes, or as plain text. Everything else is text, and never becomes markup.
 */
export function markdown(text: string, as: 'html' | 'plain'): string {
  const write = as === 'html' ? html : plain
  const lines = text.split(/\r?\n/)
  const lastFence = lines.findLastIndex(closes)
  const out: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (at < lastFence && /^\s*```/.test(line)) {
      const end = lines.findIndex((other, index) => index > at && closes(other))
      out.push(write.block(lines.slice(at + 1, end).join('\n')))
      at = end
    } else out.push(item(line, write))
  }
  return out.join('\n')
}

interface Marks {
  text(text: string): string
  bold(inner: string): string
  italic(inner: string): string
  code(text: string): string
  block(text: string): string
  link(inner: string, url: string): string
  bullet: string
}

// https://core.telegram.org/bots/api#html-style
const html: Marks = {
  text: escaped,
  bold: (inner) => `<b>${inner}</b>`,
  italic: (inner) => `<i>${inner}</i>`,
  code: (text) => `<code>${escaped(text)}</code>`,
  block: (text) => `<pre>${escaped(text)}</pre>`,
  link: (inner, url) => `<a href="${escaped(url)}">${inner}</a>`,
  bullet: '•',
}

// Never longer than what it is made of, in no unit: hence `-`, which is one byte.
const plain: Marks = {
  text: (text) => text,
  bold: (inner) => inner,
  italic: (inner) => inner,
  code: (text) => text,
  block: (text) => text,
  link: (inner, url) => (inner === url ? url : `${inner} (${url})`),
  bullet: '-',
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

function closes(line: string): boolean {
  return /^\s*```\s*$/.test(line)
}

function item(line: string, write: Marks): string {
  const [, indent, rest] = /^(\s*)[-*+] (.*)$/s.exec(line) ?? []
  if (indent === undefined || rest === undefined) return inline(line, write)
  return `${indent}${write.bullet} ${inline(rest, write)}`
}

type Token = [pattern: RegExp, write: (found: string[], as: Marks) => string]
const address = String.raw`(?:https?:\/\/|mailto:|tel:)`

// Each pattern gives up at the next mark of its own kind, so that no text takes more than linear time.
const tokens: Token[] = [
  [/\\([!-/:-@[-`{-~])/y, ([, sign = ''], as) => as.text(sign)],
  [/`([^`]+)`/y, ([, text = ''], as) => as.code(text)],
  [
    new RegExp(String.raw`\[([^[\]<]+)\]\((${address}(?:[^\s()<>]|\([^\s()<>]*\))+)\)`, 'y'),
    ([, label = '', url = ''], as) => as.link(inline(label, as), url),
  ],
  [new RegExp(`<(${address}[^\\s<>]+)>`, 'y'), ([, url = ''], as) => as.link(as.text(url), url)],
  [/[^\\`[<*_]+/y, ([text = ''], as) => as.text(text)],
  [/./sy, ([sign = ''], as) => as.text(sign)],
]

interface Open {
  mark: string
  /** Where its content begins among the pieces; the mark itself stands before it, as text until it is closed. */
  from: number
}

function inline(text: string, write: Marks): string {
  const pieces: string[] = []
  const open: Open[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '*' || text[at] === '_') {
      at = emphasis(text, at, pieces, open, write)
      continue
    }
    for (const [pattern, token] of tokens) {
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (found === null) continue
      pieces.push(token(found, write))
      at += found[0].length
      break
    }
  }
  return pieces.join('')
}

const deepest = 20

function emphasis(text: string, at: number, pieces: string[], open: Open[], write: Marks): number {
  const sign = text[at] ?? ''
  let end = at
  while (text[end] === sign) end++
  const before = text[at - 1] ?? ' '
  const after = text[end] ?? ' '
  // A slash before it is a web address, where CommonMark would see emphasis.
  const opens = /\S/.test(after) && before !== '/' && (sign === '*' || !inWord.test(before))
  const closing = /\S/.test(before) && (sign === '*' || !inWord.test(after))
  let length = end - at
  while (closing && length > 0) {
    const match = open.findLastIndex(({ mark }) => mark[0] === sign && mark.length <= length)
    const opened = open[match]
    if (opened === undefined) break
    const inner = pieces.splice(opened.from).join('')
    pieces[opened.from - 1] = opened.mark.length === 2 ? write.bold(inner) : write.italic(inner)
    open.length = match
    length -= opened.mark.length
  }
  while (length > 0) {
    const mark = sign.repeat(Math.min(length, 2))
    pieces.push(write.text(mark))
    if (opens && open.length < deepest) open.push({ mark, from: pieces.length })
    length -= mark.length
  }
  return end
}

const inWord = /[\p{L}\p{N}]/u
