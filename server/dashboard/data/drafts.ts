import { type Cell, createCell, readStored, writeStored } from './cell.ts'

/** What an agent has begun to write. `since` is the last line that stood there when it began. */
export interface Draft {
  text: string
  note: boolean
  since: number
}

export const emptyDraft: Draft = { text: '', note: false, since: 0 }

/** Drafts by conversation, kept on this device over reload and apart for each person who logs in here. */
export function createDrafts(person: string): (conversation: string) => Cell<Draft> {
  const cells = new Map<string, Cell<Draft>>()
  return (conversation) => {
    const known = cells.get(conversation)
    if (known !== undefined) return known
    const name = `parley.draft.${person}.${conversation}`
    const cell = createCell(parse(readStored(name)))
    cell.subscribe(() => {
      const draft = cell.get()
      writeStored(name, draft.text === '' ? null : JSON.stringify(draft))
    })
    cells.set(conversation, cell)
    return cell
  }
}

function parse(text: string | null): Draft {
  if (text === null) return emptyDraft
  try {
    const { text: written, note, since }: Record<string, unknown> = JSON.parse(text)
    if (typeof written !== 'string') return emptyDraft
    return { text: written, note: note === true, since: typeof since === 'number' ? since : 0 }
  } catch {
    return emptyDraft
  }
}
