import type { ReactNode } from 'react'

/** A room of its own: a title, a word on what it is, what can be added, and the things themselves. */
export function Page(props: { title: string; hint: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{props.title}</h1>
          <p className="hint">{props.hint}</p>
        </div>
        {props.action}
      </header>
      {props.children}
    </div>
  )
}
