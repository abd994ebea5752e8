import { createElement, Fragment, type ReactNode } from 'react'

/**
 * The CommonMark that messages carry (bold, italic, code, links, lists), as React nodes: nothing a customer writes
 * is ever read as HTML, and only web, mail and phone addresses become links.
 */
export function Markdown({ text }: { text: string }) {
  const parts = text.replace(/\r\n?/g, '\n').split(/(^```[^\n]*\n[\s\S]*?^```$)/m)
  return together(
    parts.flatMap((part) =>
      part.startsWith('```') && part.endsWith('```') ? code(part) : part.split(/\n{2,}/).map(block),
    ),
  )
}

function code(text: string): ReactNode {
  return (
    <pre>
      <code>{text.replace(/^```[^\n]*\n/, '').replace(/\n?```$/, '')}</code>
    </pre>
  )
}

function block(text: string): ReactNode {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return null
  if (lines.every((line) => bullet.test(line))) return <ul>{items(lines, bullet)}</ul>
  if (lines.every((line) => number.test(line))) {
    return <ol start={Number(number.exec(lines[0] ?? '')?.[1] ?? 1)}>{items(lines, number)}</ol>
  }
  return <p>{together(lines.map(line))}</p>
}

const bullet = /^\s*[-*+]\s+/
const number = /^\s*(\d{1,9})[.)]\s+/

/** A line of a paragraph, on a line of its own; headings and quotes are too big for a bubble. */
function line(text: string, at: number): ReactNode {
  const head = /^#{1,6}\s+/
  return (
    <>
      {at > 0 && <br />}
      {head.test(text) ? (
        <strong>{inline(text.replace(head, ''))}</strong>
      ) : (
        inline(text.replace(/^>\s?/, ''))
      )}
    </>
  )
}

function items(lines: string[], mark: RegExp): ReactNode {
  const item = (text: string): ReactNode => <li>{inline(text.replace(mark, ''))}</li>
  return together(lines.map(item))
}

const tokens =
  /\\([!-/:-@[-`{-~])|`([^`]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)([^*]+?)(?<=\S)\*|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)|\[([^\]]*)\]\(([^()\s]+)\)|<((?:https?:|mailto:)[^>\s]+)>|(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/

/** Takes the text apart at its first mark, and goes on behind it; what is inside of one may hold others. */
function inline(text: string): ReactNode {
  const nodes: ReactNode[] = []
  let rest = text
  for (let match = tokens.exec(rest); match !== null; match = tokens.exec(rest)) {
    const [all, escaped, code, strong, stars, lines, label, url, angle, bare] = match
    if (match.index > 0) nodes.push(rest.slice(0, match.index))
    if (escaped !== undefined) nodes.push(escaped)
    else if (code !== undefined) nodes.push(<code>{code}</code>)
    else if (strong !== undefined) nodes.push(<strong>{inline(strong)}</strong>)
    else if (stars !== undefined) nodes.push(<em>{inline(stars)}</em>)
    else if (lines !== undefined) nodes.push(<em>{inline(lines)}</em>)
    else nodes.push(link(url ?? angle ?? bare ?? '', label, all))
    rest = rest.slice(match.index + all.length)
  }
  return together([...nodes, rest])
}

function link(url: string, label: string | undefined, whole: string): ReactNode {
  if (!/^(https?:|mailto:|tel:)/i.test(url) || pretends(label, url)) return whole
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
      {label || url}
    </a>
  )
}

/** Whether a link is labelled with another address than it leads to: then both are shown as they were written. */
function pretends(label: string | undefined, url: string): boolean {
  const shown = /[\w-]+(?:\.[\w-]+)+/.exec(label ?? '')?.[0]
  return shown !== undefined && !url.toLowerCase().includes(shown.toLowerCase())
}

/** The parts of a message never move: they need no keys. */
function together(nodes: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...nodes)
}
