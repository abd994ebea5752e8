import { type Cell, createCell, createPreference } from './cell.ts'

/** Something an agent can do now, from the palette or by its key. */
export interface Command {
  name: string
  /** As `KeyboardEvent.key`, letters in lower case; further ones do the same. */
  keys?: string[]
  run: () => void
}

/** What can be done now, and whether single letters do it: who dictates turns them off (WCAG 2.1.4). */
export interface Commands {
  list: Cell<Command[]>
  letters: Cell<'on' | 'off'>
}

export function createCommands(): Commands {
  return { list: createCell([]), letters: createPreference('parley.letters', 'on', ['on', 'off']) }
}

/** Runs the command of a pressed key; never while somebody types, composes, or answers a dialog. */
export function listenForKeys({ list, letters }: Commands): () => void {
  function press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof Element) || event.target.closest(busy) !== null) return
    if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
    if (/^[a-z?]$/i.test(event.key) && letters.get() === 'off') return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const command = list.get().find(({ keys }) => keys?.includes(key))
    if (command === undefined) return
    event.preventDefault()
    command.run()
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

/** Where letters and arrows mean themselves. */
const busy = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], [role="log"]'
