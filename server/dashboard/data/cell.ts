import { useSyncExternalStore } from 'react'

/** One value that is looked at from several places; readers are told when it is set. */
export interface Cell<Value> {
  get(): Value
  set(value: Value): void
  subscribe(hear: () => void): () => void
}

export function createCell<Value>(initial: Value): Cell<Value> {
  let value = initial
  const hearers = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const hear of [...hearers]) hear()
    },
    subscribe(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }
}

/** The cell's value in a component, drawn anew when it changes. */
export function useCell<Value>(cell: Cell<Value>): Value {
  return useSyncExternalStore(cell.subscribe, cell.get)
}

/** A cell that is remembered on this device under a name; the browser may refuse, then it lasts until reload. */
export function createPreference<Value extends string>(
  name: string,
  initial: Value,
  known: readonly Value[],
): Cell<Value> {
  const stored = readStored(name)
  const cell = createCell(known.find((value) => value === stored) ?? initial)
  cell.subscribe(() => writeStored(name, cell.get()))
  return cell
}

/** What this browser keeps under a name; null when it keeps nothing, or will not say. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Keeps a text in this browser; null forgets it. Private windows may refuse, which loses nothing but the memory. */
export function writeStored(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(name)
    else localStorage.setItem(name, text)
  } catch {
    // the browser keeps nothing here
  }
}
