import { Link } from 'wouter'
import type { Summary, View } from '../../api.ts'
import { useCell } from '../data/cell.ts'
import { useDesk } from '../data/desk.ts'
import { Channel } from '../parts/channel.tsx'
import { Face } from '../parts/face.tsx'
import { PromiseLeft } from '../parts/promiseLeft.tsx'
import { When } from '../parts/when.tsx'
import { texts } from '../texts.ts'
import { place } from './place.ts'

/** One conversation in a view: who, the last words, where from and why, and how much time is left. */
export function ListRow({ summary, view, open }: { summary: Summary; view: View; open: boolean }) {
  const { desk, me } = useDesk()
  const writer = useCell(desk.typing)[summary.id]
  const waiting = summary.mode === 'waiting' ? summary.waiting : undefined
  const draft = useCell(desk.drafts(summary.id)).text !== ''
  return (
    <li>
      <Link href={place(view, summary.id)} className="row" aria-current={open ? 'true' : undefined}>
        <Face name={summary.name} />
        <span className="row-name">
          <bdi>{summary.name}</bdi>
        </span>
        {waiting ? <PromiseLeft waiting={waiting} /> : <When at={summary.at} />}
        <span className="row-words">
          {writer === undefined ? <bdi>{summary.preview}</bdi> : <em>{texts.writes(writer)}</em>}
        </span>
        <span className="row-more">
          <Channel name={summary.channel} />
          {waiting && <span>· {texts.reason(waiting.reason)}</span>}
          {summary.ownerName !== undefined && summary.owner !== `agent:${me.id}` && (
            <span>· {texts.with(summary.ownerName)}</span>
          )}
          {draft && <span className="tag">{texts.draft}</span>}
          {summary.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
        </span>
      </Link>
    </li>
  )
}
