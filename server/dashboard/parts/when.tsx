/** A moment, short: the time of today, the date of another day. */
export function When({ at }: { at: string }) {
  const moment = new Date(at)
  const today = moment.toDateString() === new Date().toDateString()
  return (
    <time className="when" dateTime={at} title={full.format(moment)}>
      {today ? time.format(moment) : date.format(moment)}
    </time>
  )
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
