import { type ReactNode, useEffect, useState } from 'react'
import { wordsOf } from '../data/wire.ts'
import { texts } from '../texts.ts'

/** What stands where there is nothing to show: what will be here, and the one next thing to do. */
export function Blank(props: { title?: string; text?: string; children?: ReactNode }) {
  return (
    <div className="blank">
      {props.title && <h2>{props.title}</h2>}
      {props.text && <p>{props.text}</p>}
      {props.children}
    </div>
  )
}

/** What went wrong, and a way to try again. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="blank" role="alert">
      <p>{wordsOf(error)}</p>
      {retry && (
        <button type="button" className="button" onClick={retry}>
          {texts.retry}
        </button>
      )}
    </div>
  )
}

/** Grey bars of the size of what is coming; nothing at all in the first 300 ms. */
export function Skeleton({ rows }: { rows: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="skeleton" aria-busy="true">
      <span className="hidden">{texts.loading}</span>
      {shown && Array.from({ length: rows }, (_, index) => `bar ${index}`).map((key) => <div key={key} />)}
    </div>
  )
}
