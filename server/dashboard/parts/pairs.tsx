import { Plus, Trash2 } from 'lucide-react'
import type { Json, Values } from '../../../bots/message.ts'
import { texts } from '../texts.ts'

/** A name and what it holds, as it is being written. */
export interface Pair {
  id: number
  name: string
  value: string
}

/** Names and values to be filled in, line by line. */
export function Pairs({ pairs, set }: { pairs: Pair[]; set: (pairs: Pair[]) => void }) {
  const change = (id: number, part: Partial<Pair>) =>
    set(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)))
  return (
    <div className="pairs">
      {pairs.map(({ id, name, value }) => (
        <div key={id} className="pair">
          <input
            className="field"
            aria-label={texts.fieldName}
            placeholder={texts.fieldName}
            value={name}
            pattern="[a-zA-Z][a-zA-Z0-9_]{0,49}"
            title={texts.fieldFault}
            onChange={(event) => change(id, { name: event.target.value })}
          />
          <input
            className="field"
            dir="auto"
            aria-label={name || texts.fieldValue}
            placeholder={texts.fieldValue}
            value={value}
            maxLength={4096}
            onChange={(event) => change(id, { value: event.target.value })}
          />
          <button
            type="button"
            className="button plain square"
            aria-label={texts.removeField(name)}
            onClick={() => set(pairs.filter((pair) => pair.id !== id))}
          >
            <Trash2 size={14} aria-hidden />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button small"
        onClick={() =>
          set([...pairs, { id: Math.max(0, ...pairs.map(({ id }) => id)) + 1, name: '', value: '' }])
        }
      >
        <Plus size={14} aria-hidden />
        {texts.addField}
      </button>
    </div>
  )
}

/** Stored values as lines to edit. */
export function pairsOf(values: Values): Pair[] {
  return Object.entries(values).map(([name, value], id) => ({ id, name, value: wordsOfValue(value) }))
}

/** What was filled in; lines without a name are left out. */
export function pairsIn(pairs: Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]))
}

/** A stored value as people read it. */
export function wordsOfValue(value: Json): string {
  if (value === null) return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
