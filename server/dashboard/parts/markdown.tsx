import type { ReactNode } from 'react'

/**
 * The CommonMark that messages carry (bold, italic, code, links, lists), as React nodes: nothing a customer writes
 * is ever read as HTML, and only web, mail and phone addresses become links.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <>
      {text
        .replace(/\r\n?/g, '\n')
        .split(/(^```[^\n]*\n[\s\S]*?^```$)/m)
        .flatMap((part, index) =>
          part.startsWith('```') && part.endsWith('```')
            ? [<Code key={`c${index}`} text={part} />]
            : part.split(/\n{2,}/).map((block, at) => <Block key={`${index}.${at}`} text={block} />),
        )}
    </>
  )
}

/** An address that is safe to open or to show; null for any other. Our own files have a path only. */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url, location.origin)
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null
}

function Code({ text }: { text: string }) {
  return (
    <pre>
      <code>{text.replace(/^```[^\n]*\n/, '').replace(/\n?```$/, '')}</code>
    </pre>
  )
}

function Block({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return null
  const bullet = /^\s*[-*+]\s+/
  const number = /^\s*(\d{1,9})[.)]\s+/
  if (lines.every((line) => bullet.test(line))) {
    return <ul>{items(lines, bullet)}</ul>
  }
  if (lines.every((line) => number.test(line))) {
    return <ol start={Number(number.exec(lines[0] ?? '')?.[1] ?? 1)}>{items(lines, number)}</ol>
  }
  return (
    <p>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
        <span key={index}>
          {index > 0 && <br />}
          {line.startsWith('#') ? (
            <strong>{inline(line.replace(/^#{1,6}\s+/, ''))}</strong>
          ) : (
            inline(line.replace(/^>\s?/, ''))
          )}
        </span>
      ))}
    </p>
  )
}

function items(lines: string[], mark: RegExp) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
    <li key={index}>{inline(line.replace(mark, ''))}</li>
  ))
}

const tokens =
  /\\([!-/:-@[-`{-~])|`([^`]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)([^*]+?)(?<=\S)\*|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)|\[([^\]]*)\]\(([^()\s]+)\)|<((?:https?:|mailto:)[^>\s]+)>|(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/

/** Takes the text apart at its first mark, and goes on behind it; what is inside of one may hold others. */
function inline(text: string): ReactNode[] {
  const nodes: ReactNode[] = []
  let rest = text
  for (let match = tokens.exec(rest); match !== null; match = tokens.exec(rest)) {
    const [whole, escaped, code, strong, stars, lines, label, url, angle, bare] = match
    if (match.index > 0) nodes.push(rest.slice(0, match.index))
    const key = nodes.length
    if (escaped !== undefined) nodes.push(escaped)
    else if (code !== undefined) nodes.push(<code key={key}>{code}</code>)
    else if (strong !== undefined) nodes.push(<strong key={key}>{inline(strong)}</strong>)
    else if (stars !== undefined) nodes.push(<em key={key}>{inline(stars)}</em>)
    else if (lines !== undefined) nodes.push(<em key={key}>{inline(lines)}</em>)
    else nodes.push(link(key, url ?? angle ?? bare ?? '', label, whole))
    rest = rest.slice(match.index + whole.length)
  }
  if (rest !== '') nodes.push(rest)
  return nodes
}

function link(key: number, url: string, label: string | undefined, whole: string): ReactNode {
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return whole
  return (
    <a key={key} href={url} target="_blank" rel="noopener noreferrer nofollow ugc">
      {label || url}
    </a>
  )
}
