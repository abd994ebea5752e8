import type { QueryClient } from '@tanstack/react-query'
import type { Detail, Line, LiveServer, Me } from '../../api.ts'
import { joined, type Stretch } from './conversation.ts'
import { belongs, type Pages, placed } from './list.ts'
import { views } from './views.ts'

type Change = Extract<LiveServer, { type: 'change' }>

/** How long what must be read again is gathered, ms: many changes at once are one reading. */
const gathers = 250

/**
 * Brings everything on the screen up to each live change, without asking the server for what the change tells. An
 * answer that was under way meanwhile may be older than the change: it is asked for once more.
 */
export function createPatch({ client, me }: { client: QueryClient; me: Me }) {
  const again = new Map<string, ReturnType<typeof setTimeout>>()

  function patch(change: Change): void {
    const { conversation, lines, counts } = change
    for (const view of views) {
      client.setQueryData<Pages>(['list', view], (pages) =>
        pages === undefined ? pages : placed(pages, conversation, counts, belongs(conversation, view, me)),
      )
      if (client.isFetching({ queryKey: ['list', view] }) > 0) readAgain(['list', view])
    }
    client.setQueryData<Stretch>(['lines', conversation.id], (known) =>
      known === undefined ? known : { ...known, items: joined(known.items, lines) },
    )
    if (client.isFetching({ queryKey: ['lines', conversation.id] }) > 0) readAgain(['lines', conversation.id])
    patchConversation(change)
  }

  function patchConversation({ conversation, lines }: Change) {
    const queryKey = ['conversation', conversation.id]
    const known = client.getQueryData<Detail>(queryKey)
    if (known !== undefined) {
      client.setQueryData<Detail>(queryKey, {
        ...known,
        conversation,
        pending: known.pending.filter(({ key }) => !lines.some((line) => isSent(line, key))),
      })
      if (known.conversation.epoch !== conversation.epoch || lines.some(tellsMore)) readAgain(queryKey)
    }
    if (client.isFetching({ queryKey }) > 0) readAgain(queryKey)
  }

  function readAgain(queryKey: string[]) {
    const name = queryKey.join(' ')
    if (again.has(name)) return
    const read = () => {
      again.delete(name)
      void client.invalidateQueries({ queryKey })
    }
    again.set(name, setTimeout(read, gathers))
  }

  return {
    patch,
    close() {
      for (const timer of again.values()) clearTimeout(timer)
    },
  }
}

function isSent({ event }: Line, job: string): boolean {
  return event.type === 'sent' && event.job === job
}

/** Whether the brief, the contact or what is pending may have changed with it. */
function tellsMore({ event }: Line): boolean {
  return !['receipt', 'sent', 'note', 'tag', 'take'].includes(event.type)
}
