import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { Detail, View } from '../../api.ts'
import { useCell } from '../data/cell.ts'
import { useConversation, useLines } from '../data/conversation.ts'
import { useDesk } from '../data/desk.ts'
import { usePeople } from '../data/session.ts'
import { Refused } from '../data/wire.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { useCommands } from '../parts/useCommands.ts'
import { texts } from '../texts.ts'
import { Composer } from './composer.tsx'
import { Details } from './details.tsx'
import { Header } from './header.tsx'
import { movesOf } from './moves.ts'
import { place } from './place.ts'
import { Release } from './release.tsx'
import { rows } from './rows.ts'
import { Tags } from './tags.tsx'
import { Transcript } from './transcript.tsx'
import { Transfer } from './transfer.tsx'

/** One conversation: what was said, what can be done, and what is known. */
export function Conversation({ id, view }: { id: string; view: View }) {
  const detail = useConversation(id)
  if (detail.isPending) {
    return (
      <div className="conversation">
        <Skeleton rows={8} />
      </div>
    )
  }
  if (detail.data === undefined) {
    const gone = detail.error instanceof Refused && detail.error.status === 404
    return (
      <div className="conversation">
        {gone ? (
          <Blank text={texts.gone} />
        ) : (
          <Trouble error={detail.error} retry={() => void detail.refetch()} />
        )}
      </div>
    )
  }
  return <Known id={id} view={view} detail={detail.data} />
}

export type Asks = 'transfer' | 'release' | 'tags' | null

function Known({ id, view, detail }: { id: string; view: View; detail: Detail }) {
  const { desk, me } = useDesk()
  const client = useQueryClient()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const [asks, setAsks] = useState<Asks>(null)
  const lines = useLines(id)
  const people = usePeople().data
  const outgoing = useCell(desk.outgoing)
  const { conversation } = detail
  const { waiting, name } = conversation
  const shown = useMemo(
    () =>
      rows({
        lines: lines.data?.items ?? [],
        outgoing: outgoing.filter((item) => item.conversation === id),
        pending: detail.pending,
        waiting,
        customer: name,
        nameOf: (agent) => people?.find((person) => person.id === agent)?.name ?? texts.somebody,
      }),
    [lines.data, outgoing, detail.pending, waiting, name, people, id],
  )
  const details = search.has('details')
  const taken = () => go(place('mine', id))
  const moves = movesOf({
    desk,
    me,
    summary: conversation,
    ask: setAsks,
    taken,
    closed: () => go(place(view)),
    showDetails: () => go(place(view, id, !details)),
  })
  useCommands(
    moves.map(({ name, key, run }) => ({ name, run, ...(key === undefined ? {} : { keys: [key] }) })),
  )

  return (
    <>
      <section className="conversation" aria-label={conversation.name}>
        <Header summary={conversation} view={view} moves={moves} />
        {lines.isPending ? (
          <Skeleton rows={8} />
        ) : lines.data === undefined ? (
          <Trouble error={lines.error} retry={() => void lines.refetch()} />
        ) : (
          <Transcript conversation={conversation} more={lines.data.more} rows={shown} />
        )}
        <Composer
          summary={conversation}
          allowed={detail.allowed}
          lines={lines.data?.items ?? []}
          taken={taken}
          epochNow={async () => {
            await client.refetchQueries({ queryKey: ['conversation', id] })
            return client.getQueryData<Detail>(['conversation', id])?.conversation.epoch ?? conversation.epoch
          }}
        />
      </section>
      <Details detail={detail} view={view} />
      <Transfer open={asks === 'transfer'} close={() => setAsks(null)} summary={conversation} />
      <Release open={asks === 'release'} close={() => setAsks(null)} detail={detail} />
      <Tags open={asks === 'tags'} close={() => setAsks(null)} summary={conversation} />
    </>
  )
}
