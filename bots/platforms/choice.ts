import type { Choice, Message } from '../message.ts'

/** What a button carries back: the visit that asks, and the value. */
export function payload({ value }: Choice, of = ''): string {
  return `${of}|${value}`
}

/** What was picked: what a button of ours, or of another tool, carried back. */
export function picked(data: string, label: string | undefined): Message {
  const at = data.indexOf('|')
  const of = data.slice(0, Math.max(0, at))
  const value = data.slice(at + 1)
  return { type: 'choice', value, text: label || value, ...(of === '' ? {} : { of }) }
}
