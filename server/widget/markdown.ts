/** A piece of a message's text, ready to be built as elements: markup never becomes HTML. */
export type Piece =
  | string
  | { type: 'bold' | 'italic' | 'code' | 'block' | 'paragraph' | 'item'; content: Piece[] }
  | { type: 'list'; ordered: boolean; content: Piece[] }
  | { type: 'link'; url: string; content: Piece[] }

/** Reads the light CommonMark of messages: bold, italic, code, links, lists; a line break is a line break. Linear in its length. */
export function markdown(text: string): Piece[] {
  const pieces: Piece[] = []
  const lines = text.split(/\r?\n/)
  let paragraph: string[] = []

  const finish = () => {
    const content = paragraph.join('\n').trim()
    if (content !== '') pieces.push({ type: 'paragraph', content: inline(content) })
    paragraph = []
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line.startsWith('```')) {
      let last = i + 1
      while (last < lines.length && !lines[last]?.startsWith('```')) last++
      finish()
      pieces.push({ type: 'block', content: [lines.slice(i + 1, last).join('\n')] })
      i = last
      continue
    }
    const item = /^ {0,3}(?:[-*+]|(\d{1,9})[.)]) +(.*)$/.exec(line)
    if (item) {
      finish()
      const ordered = item[1] !== undefined
      const entry: Piece = { type: 'item', content: inline(item[2] ?? '') }
      const list = pieces.at(-1)
      const before = lines[i - 1] ?? ''
      if (typeof list === 'object' && list.type === 'list' && list.ordered === ordered && before !== '') {
        list.content.push(entry)
      } else pieces.push({ type: 'list', ordered, content: [entry] })
    } else if (line.trim() === '') finish()
    else paragraph.push(line)
  }
  finish()
  return pieces
}

/** Text as it was typed; only addresses become links. */
export function plain(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/g)) {
    const url = withoutEnd(match[0])
    if (match.index > from) pieces.push(text.slice(from, match.index))
    pieces.push({ type: 'link', url, content: [url] })
    from = match.index + url.length
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/** The address as one that may be opened, made whole by `base`; null for any other scheme than http, mailto and tel. */
export function safeUrl(address: string, base?: string): string | null {
  try {
    const url = new URL(address, base)
    return /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

/** A full stop after an address belongs to the sentence. A loop, since an anchored regular expression is quadratic. */
function withoutEnd(address: string): string {
  let end = address.length
  while (end > 0 && `.,;:!?'")]*_`.includes(address.charAt(end - 1))) end--
  return address.slice(0, end)
}

function inline(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = []
  // Where the next one of each mark is: looked for once, so that hostile text costs no more than its length.
  const next = new Map<string, number>()
  let words = ''

  const find = (mark: string, from: number) => {
    const known = next.get(mark) ?? 0
    if (known === -1 || known >= from) return known
    const at = text.indexOf(mark, from)
    next.set(mark, at)
    return at
  }
  const add = (piece: Piece) => {
    if (words !== '') pieces.push(...plain(words))
    words = ''
    pieces.push(piece)
  }
  for (let i = 0; i < text.length; ) {
    const mark = markAt(text, i)
    const found = mark === null || depth > 4 ? null : spanAt(text, i, mark, find)
    if (found === null || found.content === '') {
      const escaped = text[i] === '\\' && /[\\`*_[\]()#+\-.!~>]/.test(text[i + 1] ?? '')
      // An address is one word: what looks like markup in it is part of it.
      const word = /^https?:\/\/[^\s<>"*]+/.exec(text.startsWith('http', i) ? text.slice(i, i + 2048) : '')
      const taken = escaped ? (text[i + 1] ?? '') : (word?.[0] ?? mark ?? text[i] ?? '')
      words += taken
      i += taken.length + (escaped ? 1 : 0)
      continue
    }
    const content = found.type === 'code' ? [found.content] : inline(found.content, depth + 1)
    const url = found.url === undefined ? null : safeUrl(found.url)
    if (found.type !== 'link') add({ type: found.type, content })
    else if (url !== null) add({ type: 'link', url, content })
    else words += found.content
    i = found.end
  }
  if (words !== '') pieces.push(...plain(words))
  return pieces
}

function markAt(text: string, i: number): string | null {
  const pair = text.slice(i, i + 2)
  if (pair === '**' || pair === '__') return pair
  const mark = text[i] ?? ''
  return '*_`['.includes(mark) && mark !== '' ? mark : null
}

interface Span {
  type: 'bold' | 'italic' | 'code' | 'link'
  content: string
  url?: string
  end: number
}

function spanAt(
  text: string,
  i: number,
  mark: string,
  find: (end: string, from: number) => number,
): Span | null {
  const from = i + mark.length
  if (mark === '[') {
    const middle = find('](', from)
    const end = middle === -1 ? null : closing(text, middle + 2)
    if (end === null) return null
    const [url = ''] = text
      .slice(middle + 2, end)
      .trim()
      .split(/\s/)
    return { type: 'link', content: text.slice(from, middle), url, end: end + 1 }
  }
  let end = find(mark, from)
  if (end === -1) return null
  // In `**a *b***` the inner mark closes first.
  if (mark.length === 2 && text[end + 2] === mark[0]) end++
  const content = text.slice(from, end)
  if (mark === '`') return { type: 'code', content, end: end + 1 }
  // `2 * 3 * 4` and snake_case_names are no emphasis.
  const word = /[\p{L}\p{N}]/u
  const inside = mark[0] === '_' && (word.test(text[i - 1] ?? '') || word.test(text[end + mark.length] ?? ''))
  if (inside || content.trim() !== content || /^[*_]*$/.test(content)) return null
  return { type: mark.length === 2 ? 'bold' : 'italic', content, end: end + mark.length }
}

/** Where the parenthesis before `from` closes, within the length of an address and CommonMark's 32 levels. */
function closing(text: string, from: number): number | null {
  let open = 1
  for (let i = from; open <= 32 && i < text.length && i < from + 2048; i++) {
    if (text[i] === '(') open++
    if (text[i] === ')' && --open === 0) return i
  }
  return null
}
