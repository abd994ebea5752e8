import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { call } from '../data/wire.ts'
import { place } from '../inbox/place.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { When } from '../parts/when.tsx'
import { texts } from '../texts.ts'
import { Page } from './page.tsx'

interface DeadLetter {
  conversation: string
  key: string
  reason: string | null
  status: 'dead' | 'unknown'
  at: string
}

/** Messages that did not leave, or of which nobody knows; each with the way to its conversation, and its Retry there. */
export function Failed() {
  const [status, setStatus] = useState<DeadLetter['status']>('dead')
  const letters = useQuery({
    queryKey: ['jobs', status],
    queryFn: async () => (await call<{ items: DeadLetter[] }>('GET', `/api/jobs?status=${status}`)).items,
    staleTime: 0,
  })
  return (
    <Page
      title={texts.failed}
      hint={texts.failedHint}
      action={
        <div className="switch">
          {statuses.map((each) => (
            <button key={each} type="button" aria-pressed={status === each} onClick={() => setStatus(each)}>
              {texts.failedViews[each]}
            </button>
          ))}
        </div>
      }
    >
      {letters.isPending ? (
        <Skeleton rows={4} />
      ) : letters.isError ? (
        <Trouble error={letters.error} retry={() => void letters.refetch()} />
      ) : letters.data.length === 0 ? (
        <Blank text={texts.noFailed} />
      ) : (
        <ul className="things">
          {letters.data.map(({ conversation, key, reason, at }) => (
            <li key={`${conversation} ${key}`} className="thing">
              <div className="thing-name">
                <strong>
                  <bdi>{reason ?? texts.delivery[status === 'dead' ? 'failed' : 'unknown']}</bdi>
                </strong>
                <span className="hint">
                  <bdi>{conversation}</bdi> · <When at={at} />
                </span>
              </div>
              <Link href={place('people', conversation)} className="button">
                {texts.open}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}

const statuses: DeadLetter['status'][] = ['dead', 'unknown']
