import type { Window } from './channel.ts'

/** What may be sent now. `until` (ms) and `left` (messages) are null where nothing ends it. */
export type Writing =
  | { free: true; until: number | null; left: number | null }
  | { free: false; templates: boolean }

/**
 * Whether a free message may be sent: within so many hours of the customer's last, and so many of them, as the
 * platform allows people or bots. `heard` is when the customer last wrote (ms), `sent` how many were sent since.
 */
export function window(
  limits: { window?: Window; templates?: true },
  about: { heard: number | null; sent: number; by: 'agent' | 'bot'; now: number },
): Writing {
  const { heard, sent, by, now } = about
  if (!limits.window) return { free: true, until: null, left: null }
  const closed: Writing = { free: false, templates: limits.templates === true }
  if (heard === null) return closed
  const { agentHours, botHours, messages } = limits.window
  const until = heard + (by === 'agent' ? agentHours : botHours) * hour
  const left = messages === undefined ? null : messages - sent
  return now < until && (left === null || left > 0) ? { free: true, until, left } : closed
}

const hour = 3_600_000
