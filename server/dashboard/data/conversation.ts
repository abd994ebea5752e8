import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Detail, Line } from '../../api.ts'
import { call } from './wire.ts'

/** What is known of one conversation beside its lines. */
export function useConversation(id: string) {
  return useQuery({ queryKey: ['conversation', id], queryFn: () => call<Detail>('GET', pathOf(id)) })
}

/** The stretch of a journal that was read so far, in order. `more`: there is older to read. */
export interface Stretch {
  items: Line[]
  more: boolean
}

const step = 60
/** How many known lines are read again when catching up: what came of them may have changed. */
const overlap = 20

/** The newest lines of a conversation; what is known is kept and carried on. */
export function useLines(id: string) {
  const client = useQueryClient()
  return useQuery({
    queryKey: ['lines', id],
    queryFn: async (): Promise<Stretch> => {
      const known = client.getQueryData<Stretch>(['lines', id])
      if (known === undefined || known.items.length === 0) {
        const { items } = await call<{ items: Line[] }>('GET', `${pathOf(id)}/entries?limit=${step}`)
        return { items, more: items.length === step }
      }
      let items = known.items
      let from = items.at(-overlap)?.position ?? (items[0]?.position ?? 1) - 1
      for (;;) {
        const next = await call<{ items: Line[] }>('GET', `${pathOf(id)}/entries?after=${from}&limit=${step}`)
        items = joined(items, next.items)
        if (next.items.length < step) break
        from = next.items.at(-1)?.position ?? from
      }
      // Live lines may have come while this was on its way.
      const now = client.getQueryData<Stretch>(['lines', id])
      return { items: joined(now?.items ?? [], items), more: known.more }
    },
  })
}

/** Reads what is older than the oldest line known. */
export async function readEarlier(client: QueryClient, id: string): Promise<void> {
  const before = client.getQueryData<Stretch>(['lines', id])?.items[0]?.position
  if (before === undefined) return
  const { items } = await call<{ items: Line[] }>(
    'GET',
    `${pathOf(id)}/entries?before=${before}&limit=${step}`,
  )
  client.setQueryData<Stretch>(['lines', id], (known) => ({
    items: joined(items, known?.items ?? []),
    more: items.length === step,
  }))
}

/** Two stretches as one, in order; where both have a line, the later one's is kept. */
export function joined(some: Line[], others: Line[]): Line[] {
  const last = some.at(-1)
  const first = others[0]
  if (last === undefined) return others
  if (first === undefined) return some
  if (last.position < first.position) return [...some, ...others]
  const all = new Map([...some, ...others].map((line) => [line.position, line]))
  return [...all.values()].sort((a, b) => a.position - b.position)
}

/** Where the server keeps a conversation. */
export function pathOf(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`
}
