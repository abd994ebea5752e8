import { Search } from 'lucide-react'
import { useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { Counts, View } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { belongs, useList } from '../data/list.ts'
import { views } from '../data/views.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { useCommands } from '../parts/useCommands.ts'
import { texts } from '../texts.ts'
import { ListRow } from './listRow.tsx'
import { place } from './place.ts'

/** A view of the inbox; the queue in the order of what is left of each promise. */
export function List({ view, open }: { view: View; open: string | null }) {
  const { desk, me } = useDesk()
  const [, go] = useLocation()
  const list = useList(view)
  const rows = useRef<HTMLUListElement>(null)
  const items = (list.data?.items ?? []).filter((item) => item.id === open || belongs(item, view, me))
  const counts = list.data?.counts

  /** Goes on from the row that has the focus, or from the one that is open. */
  function move(by: number) {
    const links = [...(rows.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])]
    const at = (found: (link: Element) => boolean) => links.findIndex(found)
    const focused = at((link) => link.matches(':focus'))
    const from = focused >= 0 ? focused : at((link) => link.ariaCurrent === 'true')
    const to = from < 0 ? (by > 0 ? 0 : links.length - 1) : from + by
    links[Math.max(0, Math.min(links.length - 1, to))]?.focus()
  }
  useCommands([
    { name: texts.next, keys: ['j', 'ArrowDown'], run: () => move(1) },
    { name: texts.previous, keys: ['k', 'ArrowUp'], run: () => move(-1) },
    ...views.map((each) => ({
      name: texts.goTo(`${texts.inbox}, ${texts.views[each]}`),
      run: () => go(place(each)),
    })),
  ])

  return (
    <section className="list" aria-label={texts.conversations}>
      <header className="list-head">
        <h2>{texts.inbox}</h2>
        {counts !== undefined && counts.queue > 0 && (
          <span className="pill bad">{texts.waitingCount(counts.queue)}</span>
        )}
        <button type="button" className="button find" onClick={() => desk.sheet.set('palette')}>
          <Search size={15} aria-label={texts.palette} />
          <kbd aria-hidden>Ctrl K</kbd>
        </button>
      </header>
      <nav className="tabs" aria-label={texts.viewsLabel}>
        {views.map((each) => (
          <Link
            key={each}
            href={place(each)}
            className="tab"
            aria-current={each === view ? 'page' : undefined}
          >
            {texts.views[each]} {counted(each, counts)}
          </Link>
        ))}
      </nav>
      {list.isPending ? (
        <Skeleton rows={6} />
      ) : list.isError ? (
        <Trouble error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <Blank text={texts.emptyViews[view]} />
      ) : (
        <ul className="rows" ref={rows}>
          {items.map((item) => (
            <ListRow key={item.id} summary={item} view={view} open={item.id === open} />
          ))}
          {list.hasNextPage && (
            <li className="rows-more">
              <button
                type="button"
                className="button"
                disabled={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {texts.more}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

function counted(view: View, counts: Counts | undefined) {
  if (view === 'closed' || counts === undefined) return null
  return <span className="count">{counts[view]}</span>
}
