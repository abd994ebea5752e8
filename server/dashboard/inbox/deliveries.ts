import type { Detail, Line } from '../../api.ts'

/** How far an agent's message came. `job` is what a retry names, `id` the platform's own of its first part. */
export interface Delivery {
  state: 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown'
  reason?: string
  job?: string
  id?: string
  twice?: true
}

/**
 * Joins agents' replies with what came of them. The parts of the reply at position p are the jobs `sP.0`, `sP.1`…;
 * receipts name the platform's id of a part. A reply is as far as its slowest part.
 */
export function deliveries(lines: Line[], pending: Detail['pending']) {
  const parts = new Map<string, Delivery>()
  const receipts = new Map<string, { status: 'delivered' | 'read' | 'failed'; reason?: string }>()
  const replies = new Set<number>()
  for (const { event, position } of lines) {
    if (event.type === 'reply') replies.add(position)
    if (event.type === 'sent') {
      parts.set(event.job, { state: 'sent', id: event.id, ...(event.twice ? { twice: true } : {}) })
    }
    if (event.type === 'failed') {
      const state = event.class === 'unknown' ? 'unknown' : 'failed'
      parts.set(event.job, { state, reason: event.reason, job: event.job })
    }
    if (event.type === 'retry') parts.set(event.job, { state: 'sending' })
    if (event.type === 'receipt' && receipts.get(event.id)?.status !== 'read') {
      receipts.set(event.id, {
        status: event.status,
        ...(event.reason === undefined ? {} : { reason: event.reason }),
      })
    }
  }
  for (const { key, status, reason } of pending) {
    // What the journal tells is newer than a list of what was pending.
    if (status === null || parts.has(key)) continue
    const state = status === 'unknown' ? 'unknown' : 'failed'
    parts.set(key, { state, job: key, ...(reason === null ? {} : { reason }) })
  }
  for (const { key, status } of pending) {
    if (status === null && !parts.has(key)) parts.set(key, { state: 'sending' })
  }
  const ofReply = new Map<number, Delivery[]>()
  for (const [job, part] of parts) {
    const position = positionOf(job)
    ofReply.set(position, [...(ofReply.get(position) ?? []), part])
    const receipt = part.id === undefined ? undefined : receipts.get(part.id)
    if (receipt === undefined) continue
    part.state = receipt.status
    if (receipt.reason !== undefined) part.reason = receipt.reason
  }

  return {
    of(position: number): Delivery {
      const own = ofReply.get(position) ?? []
      return (
        own.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0] ?? { state: 'sending' }
      )
    },
    /** Whether a job is a part of a reply that is shown with it. */
    isOwn(job: string): boolean {
      return replies.has(positionOf(job))
    },
  }
}

const order: Delivery['state'][] = ['failed', 'unknown', 'waiting', 'sending', 'sent', 'delivered', 'read']

function positionOf(job: string): number {
  return Number(/^s(\d+)\./.exec(job)?.[1])
}
