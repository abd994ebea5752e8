/**
 * The words of an HTML mail, in CommonMark: bold, italic, links, lists and quotes; nothing is loaded, and pictures
 * become what they are said to show. Takes linear time.
 */
export function textOf(page: string): string {
  const html = page.slice(0, longest)
  const said = openPage()
  let at = 0
  while (at < html.length) {
    const opens = html.indexOf('<', at)
    said.say(html.slice(at, opens === -1 ? html.length : opens))
    if (opens === -1) break
    at = tag(html, opens, said)
  }
  return said.end()
}

type Page = ReturnType<typeof openPage>

/** Reads what begins at a `<`, and tells where to go on. */
function tag(html: string, opens: number, page: Page): number {
  if (!/[a-z/!?]/i.test(html.charAt(opens + 1))) {
    page.say('<') // a sign of its own, as in 1 < 2
    return opens + 1
  }
  const comment = html.startsWith('<!--', opens)
  const closes = html.indexOf(comment ? '-->' : '>', opens)
  if (closes === -1) return html.length
  if (comment) return closes + 3
  const inside = html.slice(opens + 1, closes)
  const [, slash = '', named = ''] = /^(\/?)([a-z][a-z0-9]*)/i.exec(inside) ?? []
  const name = named.toLowerCase()
  if (name === '') return closes + 1
  if (slash === '' && unsaid.has(name)) {
    const end = endOf(html, name, closes)
    return end === -1 ? html.length : end
  }
  if (slash === '') page.open(name, inside)
  else page.close(name)
  return closes + 1
}

const unsaid = new Set(['script', 'style', 'head', 'title', 'noscript', 'template', 'svg', 'object'])

function endOf(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[^>]*>`, 'gi')
  end.lastIndex = from
  return end.exec(html) === null ? -1 : end.lastIndex
}

const paragraphs = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre', 'hr'])
const lines = new Set([
  'div',
  'tr',
  'section',
  'article',
  'header',
  'footer',
  'address',
  'dt',
  'dd',
  'center',
])
const marks = new Map([
  ['b', '**'],
  ['strong', '**'],
  ['i', '_'],
  ['em', '_'],
])
const deepest = 20
/** More marks than this are never open at once but in a mail that means to be slow. */
const mostOpen = 50
/** The rest of a longer page is not read, in UTF-16 units. */
const longest = 2_000_000

/** Collects what is said; each quote has parts of its own until it ends. */
function openPage() {
  const quotes: string[][] = []
  const lists: number[] = []
  const open: { name: string; from: number; href: string }[] = []
  let parts: string[] = []
  let kept = 0

  function say(text: string): void {
    const said = kept > 0 ? decoded(text) : decoded(text.replace(/\s+/g, ' '))
    if (said.trim() !== '' || !atStart()) parts.push(said)
  }

  const atStart = () => parts.at(-1)?.endsWith('\n') ?? true
  const line = () => {
    if (!atStart()) parts.push('\n')
  }

  function begin(name: string, inside: string): void {
    if (name === 'br') parts.push('\n')
    else if (name === 'img') parts.push(picture(inside))
    else if (name === 'li') {
      line()
      parts.push(item())
    } else if (name === 'td' || name === 'th') parts.push(' ')
    else if (name === 'a' || marks.has(name)) {
      if (open.length < mostOpen) open.push({ name, from: parts.length, href: attribute(inside, 'href') })
    } else if (paragraphs.has(name)) parts.push('\n\n')
    else if (lines.has(name)) line()
    if (name === 'pre') kept++
    if (name === 'ul' || name === 'ol') lists.push(name === 'ol' ? 1 : 0)
    if (name === 'blockquote' && quotes.length < deepest) {
      quotes.push(parts)
      open.length = 0
      parts = []
    }
  }

  function finish(name: string): void {
    if (paragraphs.has(name)) parts.push('\n\n')
    else if (lines.has(name)) line()
    if (name === 'pre') kept = Math.max(0, kept - 1)
    if (name === 'ul' || name === 'ol') lists.pop()
    if (name === 'blockquote') unquote()
    const match = open.findLastIndex((one) => one.name === name)
    const opened = open[match]
    if (opened === undefined) return
    open.length = match
    parts.push(marked(parts.splice(opened.from).join(''), opened))
  }

  function unquote(): void {
    const outer = quotes.pop()
    if (outer === undefined) return
    const quoted = tidy(parts).replace(/^/gm, '> ')
    open.length = 0
    parts = outer
    parts.push('\n\n', quoted, '\n\n')
  }

  function item(): string {
    const number = lists.at(-1) ?? 0
    if (number > 0) lists[lists.length - 1] = number + 1
    return number > 0 ? `${number}. ` : '- '
  }

  function end(): string {
    while (quotes.length > 0) unquote()
    return tidy(parts)
  }

  return { say, open: begin, close: finish, end }
}

/** Words with the marks or the address they had; blanks stay outside. */
function marked(inner: string, { name, href }: { name: string; href: string }): string {
  const words = inner.trim()
  if (words === '' || words.includes('\n')) return inner
  const before = inner.slice(0, inner.indexOf(words))
  const after = inner.slice(before.length + words.length)
  const mark = marks.get(name)
  if (mark !== undefined) return `${before}${mark}${words}${mark}${after}`
  const safe = /^(?:https?:\/\/|mailto:|tel:)[^\s()<>]+$/i.test(href)
  const told = !safe || href === words || href === `mailto:${words}`
  return `${before}${told ? words : `[${words}](${href})`}${after}`
}

function picture(inside: string): string {
  const alt = attribute(inside, 'alt').trim()
  return alt === '' ? '' : `[${alt}]`
}

function attribute(inside: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(inside)
  return decoded(found?.[1] ?? found?.[2] ?? found?.[3] ?? '')
}

function tidy(parts: string[]): string {
  return parts
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

// The names of U+00A0 to U+00FF, in order, and a few that writers of mails use.
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const names = new Map([
  ...latin.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(160 + index)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', mdash: '—' }),
  ...Object.entries({ ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bull: '•', trade: '™' }),
  ...Object.entries({ zwnj: '', zwj: '', thinsp: ' ', ensp: ' ', emsp: ' ' }),
])

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,9}));?/gi,
    (whole, ten, hex, name) => {
      if (name !== undefined) return names.get(name)?.replace('\u00a0', ' ') ?? whole
      const point = ten === undefined ? Number.parseInt(hex, 16) : Number(ten)
      const real = point > 31 && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff)
      return real ? String.fromCodePoint(point).replace('\u00a0', ' ') : ' '
    },
  )
}
