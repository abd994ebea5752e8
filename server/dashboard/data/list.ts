import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import type { Counts, Me, Summary, View } from '../../api.ts'
import { call } from './wire.ts'

/** One page of a view, as the server tells it. */
export interface Page {
  items: Summary[]
  next?: string
  counts: Counts
}
export type Pages = InfiniteData<Page, string | null>

/** A view of the inbox with all of its pages read so far, in the view's order. */
export function useList(view: View) {
  return useInfiniteQuery({
    queryKey: ['list', view],
    queryFn: ({ pageParam }) =>
      call<Page>(
        'GET',
        `/api/conversations?view=${view}&limit=50${pageParam === null ? '' : `&after=${encodeURIComponent(pageParam)}`}`,
      ),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next ?? null,
    select: (pages) => ({ items: ordered(pages, view), counts: pages.pages[0]?.counts }),
  })
}

/** Which views of the inbox show this conversation. A view without an answer here shows it no more. */
export function belongs(summary: Summary, view: View, me: Me): boolean {
  switch (view) {
    case 'queue':
      return summary.mode === 'waiting'
    case 'mine':
      return summary.mode === 'human' && summary.owner === `agent:${me.id}`
    case 'people':
      return summary.mode === 'human'
    case 'bot':
      return summary.mode === 'bot'
    case 'closed':
      return summary.mode === 'closed'
  }
}

/** The pages with one conversation put where it now belongs, and the counts that came with it. */
export function placed(pages: Pages, summary: Summary, counts: Counts, shown: boolean): Pages {
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      const others = page.items.filter(({ id }) => id !== summary.id)
      return { ...page, counts, items: shown && index === 0 ? [summary, ...others] : others }
    }),
  }
}

function firstPage(): string | null {
  return null
}

function ordered(pages: Pages, view: View): Summary[] {
  const seen = new Map(pages.pages.flatMap(({ items }) => items.map((item) => [item.id, item])))
  const due = (summary: Summary) => Date.parse(summary.waiting?.due ?? summary.at)
  return [...seen.values()].sort((a, b) =>
    view === 'queue' ? due(a) - due(b) : Date.parse(b.at) - Date.parse(a.at),
  )
}
