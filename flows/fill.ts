import type { Json, Values } from '../bots/message.ts'

/** Fills `{{a.b}}` in with values, once: what is filled in is data and is never read as a template. A missing value is empty. */
export function fill(text: string, variables: Readonly<Values>, as: 'text' | 'url' = 'text'): string {
  return template(text, as)(variables)
}

/** The same as `fill`, with the text read beforehand. */
export function template(text: string, as: 'text' | 'url' = 'text'): (variables: Readonly<Values>) => string {
  const parts = text.split(placeholder)
  if (parts.length === 1) return () => text
  const written =
    as === 'url' ? (value: Json | undefined) => encodeURIComponent(plain(value).toWellFormed()) : plain
  return (variables) => {
    let filled = ''
    parts.forEach((part, index) => {
      filled += index % 2 === 0 ? part : written(lookup(variables, part))
    })
    return filled
  }
}

/** The path in a text that is one `{{a.b}}` and nothing else; null otherwise. */
export function onlyPath(text: string): string | null {
  const parts = text.split(placeholder)
  return parts.length === 3 && parts[0] === '' && parts[2] === '' ? (parts[1] ?? null) : null
}

/** The value at `a.b`, own properties only; an item of a list by its number, from 0. Undefined when there is none. */
export function lookup(variables: Readonly<Values>, path: string): Json | undefined {
  let at: Json | undefined = variables
  for (const name of path.split('.')) {
    if (Array.isArray(at)) at = /^[0-9]{1,6}$/.test(name) ? at[Number(name)] : undefined
    else if (at !== null && typeof at === 'object' && Object.hasOwn(at, name)) at = at[name]
    else return undefined
  }
  return at
}

/** One group, so that `split` gives texts and paths in turn. */
const placeholder = /\{\{\s*([\w.]+)\s*\}\}/

function plain(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
