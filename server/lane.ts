import type { Job, JobEffect } from './store.ts'

/** What the rules look at: a job, or as much of one as a store has at hand. */
export type LaneJob = Pick<Job, 'key' | 'epoch' | 'author' | 'due' | 'tries' | 'status' | 'lease'> & {
  effect: Pick<JobEffect, 'type'>
  /** It was cancelled while it was on the wire: it may settle, but does not start again. */
  unwanted?: boolean
}

/**
 * When each job of one conversation may next be claimed, ms; null while another send holds the lane or the job
 * is parked. `jobs` is in order of `seq`. Only sends form the lane; calls, acts and wakes wait for nobody.
 */
export function lane<Each extends LaneJob>(jobs: readonly Each[]): { job: Each; ready: number | null }[] {
  const sends = jobs.filter((job) => isSend(job) && job.status === null)
  // A parked job that an agent tries again may stand before the one on the wire: that one still holds the lane.
  const head = sends.find((job) => job.lease !== null) ?? sends[0]
  return jobs.map((job) => {
    const held = job.status !== null || (isSend(job) && job !== head)
    return { job, ready: held ? null : (job.lease?.until ?? job.due) }
  })
}

/** The sends that the silence rule cancels now: older than the epoch, or unwanted, and not on the wire. */
export function silence<Each extends LaneJob>(jobs: readonly Each[], epoch: number): Each[] {
  return jobs.filter((job) => job.status === null && job.lease === null && isSilenced(job, epoch))
}

/**
 * What a claim does with a job that is ready. `again`: an earlier lease ran out, so it may have been sent.
 * `lost`: the same, but it must not be sent any more. Both are looked up in the journal first.
 */
export function fate(job: LaneJob, epoch: number): 'start' | 'cancel' | 'again' | 'lost' {
  const silenced = isSilenced(job, epoch)
  if (job.lease === null) return silenced ? 'cancel' : 'start'
  return silenced ? 'lost' : 'again'
}

/** Keys of journal entries that tell that the job's last try came to its end. */
export function settlements(job: LaneJob): string[] {
  switch (job.effect.type) {
    case 'send':
      return [`sent:${job.key}:${job.tries}`, `failed:${job.key}:${job.tries}`]
    case 'wake':
      return [`wake:${job.key}`]
    case 'call':
    case 'act':
      return [`result:${job.key}`]
  }
}

function isSend(job: LaneJob): boolean {
  return job.effect.type === 'send'
}

function isSilenced(job: LaneJob, epoch: number): boolean {
  return isSend(job) && (job.unwanted === true || (job.author !== 'agent' && job.epoch < epoch))
}
