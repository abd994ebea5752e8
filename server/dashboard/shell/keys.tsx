import { useCell } from '../data/cell.ts'
import { useDesk } from '../data/desk.ts'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

/** Every key that does something now, and the one that finds the rest. */
export function Keys({ open, close }: { open: boolean; close: () => void }) {
  const list = useCell(useDesk().desk.commands.list)
  return (
    <Sheet open={open} close={close} title={texts.keys} hint={texts.keysHelp}>
      <dl className="keys">
        <Key keys={['Ctrl K']} name={texts.palette} />
        {list
          .filter(({ keys }) => keys !== undefined)
          .map(({ name, keys }) => (
            <Key key={name} keys={keys ?? []} name={name} />
          ))}
      </dl>
    </Sheet>
  )
}

function Key({ keys, name }: { keys: string[]; name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{arrows[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
        ))}
      </dd>
    </div>
  )
}

const arrows: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑' }
