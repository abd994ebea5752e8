import type { Allowed } from '../../api.ts'
import { texts } from '../texts.ts'

/** How a composer says what may be sent: why free text may not, else what is about to end it; and whether templates may. */
export function allowedWords(
  allowed: Allowed,
  now: number,
): { barred: string | null; hint: string | null; templates: boolean } {
  if (allowed.what === 'templates') return { barred: texts.templatesHint, hint: null, templates: true }
  if (allowed.what === 'nothing') return { barred: reasons[allowed.why], hint: null, templates: false }
  const until = allowed.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(allowed.until)
  if (until <= now) return { barred: texts.windowHint, hint: null, templates: false }
  const hints = [
    until - now < soon ? texts.writeUntil(clock.format(until)) : '',
    allowed.left === undefined ? '' : texts.writesLeft(allowed.left),
  ]
  return { barred: null, hint: hints.filter(Boolean).join(' ') || null, templates: false }
}

const reasons = { window: texts.windowHint, refused: texts.refusedHint, blocked: texts.blockedHint }
const soon = 3_600_000
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
