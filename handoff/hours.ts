import Type, { type Static } from 'typebox'

const time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', examples: ['09:00'] })
const span = Type.Object(
  { from: time, to: Type.Union([time, Type.Literal('24:00')]) },
  {
    additionalProperties: false,
    description:
      'Times on the wall clock of the zone; one that ends before it begins goes on into the next day',
  },
)
const day = Type.Optional(Type.Array(span, { maxItems: 10 }))

/** When a brand's people work: the week, days that differ, and the time zone both are meant in. */
export const Hours = Type.Object(
  {
    zone: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Time zone, IANA',
      examples: ['Asia/Jakarta'],
    }),
    week: Type.Object(
      { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day },
      { additionalProperties: false, description: 'A day that is left out is closed' },
    ),
    holidays: Type.Optional(
      Type.Array(
        Type.Object(
          {
            date: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', examples: ['2026-12-25'] }),
            name: Type.Optional(Type.String({ maxLength: 100 })),
            hours: day,
          },
          { additionalProperties: false, description: 'Closed, or open only in `hours`' },
        ),
        { maxItems: 500 },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Hours = Static<typeof Hours>

/** Whether somebody works at this moment (ISO 8601). Throws a RangeError when the time zone is unknown. */
export function isOpen(hours: Hours, at: string): boolean {
  return opensAt(hours, at) === at
}

/**
 * When somebody works next, ISO 8601: `at` itself while it is open, null when nothing opens within 400 days.
 * Throws a RangeError when the time zone is unknown.
 */
export function opensAt(hours: Hours, at: string): string | null {
  const moment = Temporal.Instant.from(at).epochMilliseconds
  const today = Temporal.Instant.from(at).toZonedDateTimeISO(hours.zone).toPlainDate()
  // Yesterday's last span may go on into today.
  for (let days = -1; days <= 400; days++) {
    const starts = spansOf(hours, today.add({ days }))
      .filter((each) => each.to > moment)
      .map((each) => each.from)
    if (starts.some((start) => start <= moment)) return at
    // A span of this day may still be open past midnight, but none of a later day begins before it.
    if (starts.length > 0) return new Date(Math.min(...starts)).toISOString()
  }
  return null
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** The day's spans as moments (ms): a day of 23 or 25 hours is as long as it is. */
function spansOf(hours: Hours, date: Temporal.PlainDate): { from: number; to: number }[] {
  const holiday = hours.holidays?.find((each) => each.date === date.toString())
  const weekday = weekdays[date.dayOfWeek - 1]
  const spans = holiday ? holiday.hours : weekday && hours.week[weekday]
  return (spans ?? []).map(({ from, to }) => ({
    from: moment(date, from, hours.zone),
    to:
      to === '24:00' || to <= from
        ? moment(date.add({ days: 1 }), to === '24:00' ? '00:00' : to, hours.zone)
        : moment(date, to, hours.zone),
  }))
}

function moment(date: Temporal.PlainDate, time: string, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}
