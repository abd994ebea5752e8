import { type KeyboardEvent, useId, useState } from 'react'
import { useCell } from '../data/cell.ts'
import { useDesk } from '../data/desk.ts'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

/** Finds and runs anything that can be done now, by its name. */
export function Palette({ open, close }: { open: boolean; close: () => void }) {
  return (
    <Sheet open={open} close={close} title={texts.palette}>
      <Finder close={close} />
    </Sheet>
  )
}

function Finder({ close }: { close: () => void }) {
  const list = useCell(useDesk().desk.commands.list)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const words = text.toLowerCase().split(/\s+/)
  const found = list.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  const chosen = found[Math.min(at, found.length - 1)]

  function run(index: number) {
    close()
    // The dialog first gives the focus back to the page; then the action may take it.
    setTimeout(() => found[index]?.run())
  }
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && chosen !== undefined) run(found.indexOf(chosen))
    else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className="field"
        role="combobox"
        aria-label={texts.palette}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen && `${id}-${found.indexOf(chosen)}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label={texts.palette} className="options">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard in the field, which keeps the focus
          <div
            key={command.name}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            className="option"
            onClick={() => run(index)}
          >
            <span>{command.name}</span>
            {command.keys?.[0]?.length === 1 && <kbd>{command.keys[0].toUpperCase()}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="hint">{texts.noAction}</p>}
    </>
  )
}
