/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import type { Piece } from '../markdown.ts'

/** Text as elements: what a message says can never become markup of its own. */
export function Prose({ pieces }: { pieces: Piece[] }) {
  return <>{pieces.map(build)}</>
}

/** A link out of the conversation, which tells the other side nothing about the page and asks for no credit. */
export function Out({ url, children }: { url: string; children: ComponentChildren }) {
  return (
    <a href={url} target="_blank" rel="noopener nofollow ugc">
      {children}
    </a>
  )
}

function build(piece: Piece) {
  if (typeof piece === 'string') return piece
  const content = <Prose pieces={piece.content} />
  switch (piece.type) {
    case 'bold':
      return <strong>{content}</strong>
    case 'italic':
      return <em>{content}</em>
    case 'code':
      return <code>{content}</code>
    case 'block':
      return <pre>{content}</pre>
    case 'paragraph':
      return <p>{content}</p>
    case 'item':
      return <li>{content}</li>
    case 'list':
      return piece.ordered ? <ol>{content}</ol> : <ul>{content}</ul>
    case 'link':
      return <Out url={piece.url}>{content}</Out>
  }
}
