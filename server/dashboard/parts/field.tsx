import { type InputHTMLAttributes, type SelectHTMLAttributes, useId } from 'react'

/** A line to fill in, with its name above and a word of help below. */
export function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <input className="field" {...input} id={id} aria-describedby={hint && `${id}-hint`} />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** One of a few, with its name above. */
export function Choice({ label, ...select }: { label: string } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId()
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <select className="field" {...select} id={id} />
    </div>
  )
}

/** What was written into a field of a form; files are no text. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
