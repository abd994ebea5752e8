import { Bot, Check, CheckCheck, CircleAlert, Clock, Lock, RotateCw, Sparkles, UserRound } from 'lucide-react'
import { Markdown } from '../parts/markdown.tsx'
import { When } from '../parts/when.tsx'
import { texts } from '../texts.ts'
import type { Delivery } from './deliveries.ts'
import { MessageBody } from './messageBody.tsx'
import type { Bubble, Row } from './rows.ts'

/** One row of a transcript; who speaks is told by side, sign and name, not by colour alone. */
export function TranscriptRow({ row, retry }: { row: Row; retry: (job: string) => void }) {
  switch (row.kind) {
    case 'day':
      return <p className="day">{day.format(new Date(row.at))}</p>
    case 'note':
      return (
        <article className="bubble note">
          <header className="bubble-head">
            <Lock size={12} aria-hidden />
            {texts.internalNote} · <bdi>{row.name}</bdi> <When at={row.at} />
          </header>
          <div className="bubble-body" dir="auto">
            <Markdown text={row.text} />
          </div>
        </article>
      )
    case 'event':
      return (
        <div className="event">
          <p>
            <bdi>{row.text}</bdi> <When at={row.at} />
          </p>
          {row.note && (
            <p className="event-note">
              <bdi>{row.note}</bdi>
            </p>
          )}
          {row.retry !== undefined && <Retry job={row.retry} retry={retry} />}
        </div>
      )
    case 'bubble':
      return <Said row={row} at={row.at} retry={retry} />
  }
}

function Said({ row, at, retry }: { row: Bubble; at: string; retry: (job: string) => void }) {
  const Sign = signs[row.side]
  return (
    <article className={`bubble ${row.side}`}>
      <header className="bubble-head">
        {Sign && <Sign size={12} aria-hidden />}
        <bdi>{row.name}</bdi> <When at={at} />
        {row.changed === 'edited' && <span>· {texts.edited}</span>}
        {row.cost !== undefined && <span>· {row.cost}</span>}
      </header>
      <div className="bubble-body" dir="auto">
        {row.changed === 'unsent' ? (
          <em>{texts.unsent}</em>
        ) : (
          <MessageBody message={row.message} {...(row.file ? { file: row.file } : {})} />
        )}
      </div>
      {row.reactions.length > 0 && <p className="reactions">{row.reactions.join(' ')}</p>}
      {row.delivery && <Delivered delivery={row.delivery} retry={retry} />}
    </article>
  )
}

function Delivered({ delivery, retry }: { delivery: Delivery; retry: (job: string) => void }) {
  const { state, reason, job, twice } = delivery
  const bad = state === 'failed' || state === 'unknown'
  const Sign = bad ? CircleAlert : marks[state]
  return (
    <footer className={bad ? 'delivery bad' : 'delivery'}>
      <Sign size={13} aria-hidden />
      {texts.delivery[state]}
      {twice && ` · ${texts.twice}`}
      {bad && reason !== undefined && `: ${reason}`}
      {bad && job !== undefined && <Retry job={job} retry={retry} />}
    </footer>
  )
}

function Retry({ job, retry }: { job: string; retry: (job: string) => void }) {
  return (
    <button type="button" className="button small" onClick={() => retry(job)}>
      <RotateCw size={13} aria-hidden />
      {texts.retry}
    </button>
  )
}

const signs: Partial<Record<Bubble['side'], typeof Bot>> = { bot: Bot, parley: Sparkles, agent: UserRound }
const marks = { waiting: Clock, sending: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck }
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
