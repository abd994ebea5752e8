import { lane, silence } from '../../lane.ts'
import type { Pending } from './job.ts'

/** How many jobs that are out of the lane a conversation keeps to be seen and tried again: its document stays small. */
const kept = 50

/**
 * Applies the rules of the lane to the jobs of one conversation: cancels what the epoch silences, and notes when
 * the next may be claimed and how many are parked.
 */
export function arrange(
  jobs: Pending[],
  epoch: number,
): { jobs: Pending[]; ready: number | null; parked: number } {
  const silenced = new Set(silence(jobs, epoch))
  const parted = jobs.map((job) => (silenced.has(job) ? { ...job, status: 'cancelled' as const } : job))
  // Those that are cancelled stay until the next commit tells of them.
  const parked = parted.filter((job) => job.status === 'unknown' || job.status === 'dead')
  const dropped = new Set(parked.slice(0, -kept))
  const times = lane(parted).flatMap(({ ready }) => (ready === null ? [] : [ready]))
  return {
    jobs: parted.filter((job) => !dropped.has(job)),
    ready: times.length > 0 ? Math.min(...times) : null,
    parked: Math.min(parked.length, kept),
  }
}
