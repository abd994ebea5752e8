import type { ReactNode } from 'react'
import { texts } from '../texts.ts'

/** The quiet page before the desk: one card, one thing to do. */
export function Welcome(props: { title: string; hint: string; children: ReactNode }) {
  return (
    <main className="welcome">
      <title>{`${props.title} · ${texts.name}`}</title>
      <div className="card">
        <p className="brand">{texts.name}</p>
        <h1>{props.title}</h1>
        <p className="hint">{props.hint}</p>
        {props.children}
      </div>
    </main>
  )
}
