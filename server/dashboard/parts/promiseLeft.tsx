import type { Summary } from '../../api.ts'
import { spanWords, useClock } from '../data/clock.ts'
import { texts } from '../texts.ts'

/** What is left of the promised time; in words as well as in colour once it is over. */
export function PromiseLeft({ waiting }: { waiting: NonNullable<Summary['waiting']> }) {
  const left = Date.parse(waiting.due) - useClock()
  if (left < 0) return <span className="pill bad">{texts.late(spanWords(left))}</span>
  return (
    <span className={left <= warnAt ? 'pill warn' : 'pill ok'}>
      {spanWords(left)} <span className="hidden">{texts.left}</span>
    </span>
  )
}

/** Half a minute is what it takes to read, take and greet. */
const warnAt = 30_000
