import { useParams, useSearchParams } from 'wouter'
import { views } from '../data/views.ts'
import { Blank } from '../parts/blank.tsx'
import { texts } from '../texts.ts'
import { Conversation } from './conversation.tsx'
import { List } from './list.tsx'

/**
 * Where an agent works: list, conversation and details side by side, or as pages on a small screen. What is open
 * stands in the address.
 */
export function Inbox() {
  const params = useParams<{ view: string }>()
  const view = views.find((each) => each === params.view) ?? 'queue'
  const [search] = useSearchParams()
  const open = search.get('open')
  const page = open === null ? 'list' : search.has('details') ? 'details' : 'conversation'
  return (
    <div className="inbox" data-page={page}>
      <h1 className="hidden">{texts.inbox}</h1>
      <List view={view} open={open} />
      {open === null ? (
        <div className="conversation">
          <Blank title={texts.choose} text={texts.chooseHint} />
        </div>
      ) : (
        <Conversation key={open} id={open} view={view} />
      )}
    </div>
  )
}
