/** The widget's corner of the browser's storage. Nothing here throws. */
export interface Corner {
  /** False where the browser keeps nothing: then it lasts as long as the page, and tabs do not share it. */
  kept: boolean
  read(name: string): string | null
  /** Writes a value; null removes it. */
  write(name: string, value: string | null): void
  /** Names that begin so, in alphabetical order. */
  names(start: string): string[]
  /** Tells of changes by this tab and by others. Answers how to stop. */
  watch(changed: () => void): () => void
}

/** Opens the corner under `prefix` in `localStorage`, or in memory where that is refused. */
export function openCorner(prefix: string): Corner {
  const storage = localStorageOrNull(prefix)
  const memory = new Map<string, string>()
  const watchers = new Set<() => void>()

  return {
    kept: storage !== null,
    read: (name) => memory.get(name) ?? storage?.getItem(prefix + name) ?? null,
    write(name, value) {
      memory.delete(name)
      try {
        if (value === null) storage?.removeItem(prefix + name)
        else if (storage) storage.setItem(prefix + name, value)
        else memory.set(name, value)
      } catch {
        // The storage is full: what was typed must still be sent while this page lives.
        if (value !== null) memory.set(name, value)
      }
      for (const changed of watchers) changed()
    },
    names(start) {
      const found = new Set(memory.keys())
      for (let i = 0; storage && i < storage.length; i++) {
        const key = storage.key(i)
        if (key?.startsWith(prefix)) found.add(key.slice(prefix.length))
      }
      return [...found].filter((name) => name.startsWith(start)).sort()
    },
    watch(changed) {
      const other = (event: StorageEvent) => {
        if (event.key === null || event.key.startsWith(prefix)) changed()
      }
      watchers.add(changed)
      addEventListener('storage', other)
      return () => {
        watchers.delete(changed)
        removeEventListener('storage', other)
      }
    },
  }
}

function localStorageOrNull(prefix: string): Storage | null {
  try {
    localStorage.setItem(`${prefix}try`, '1')
    localStorage.removeItem(`${prefix}try`)
    return localStorage
  } catch {
    return null
  }
}
